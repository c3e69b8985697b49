#pragma once
// Kernels of one variable, the offset on a line or the angle on a circle. Private.
#include <algorithm>
#include <cmath>
#include <numbers>

namespace simclr_flow {

/// A kernel as a function of the offset t, analytic everywhere.
class ChainKernel {
 public:
  virtual ~ChainKernel() = default;
  virtual long double value(long double t) const = 0;
  /// value(t) - value(from), to the precision of the smaller where they are close.
  virtual long double change(long double from, long double t) const {
    return value(t) - value(from);
  }
  /// log of a bound of |k(x + iy)| for |x| >= least (and on a circle x at most as far from a turn),
  /// |y| <= height.
  virtual double log_bound(double least, double height) const = 0;
};

/// exp of an exponent.
class ExponentialKernel : public ChainKernel {
 public:
  virtual long double exponent(long double t) const = 0;
  long double value(long double t) const override { return std::exp(exponent(t)); }
  long double change(long double from, long double t) const override {
    return value(from) * std::expm1(exponent(t) - exponent(from));
  }
};

/// exp(-t^2/(2 tau)).
class LineKernel final : public ExponentialKernel {
 public:
  explicit LineKernel(double tau) : tau_(tau) {}
  long double exponent(long double t) const override { return -t * t / (2 * tau_); }
  double log_bound(double least, double height) const override {
    return (height * height - least * least) / (2 * static_cast<double>(tau_));
  }

 private:
  long double tau_;
};

/// cos t - 1.
inline long double versine(long double t) { return -2 * std::pow(std::sin(t / 2), 2); }

/// exp(lambda (cos t - 1)), lambda = r^2/tau: the same of points at the angle t on a circle of
/// radius r.
class CircleKernel final : public ExponentialKernel {
 public:
  explicit CircleKernel(double lambda) : lambda_(lambda) {}
  long double exponent(long double t) const override { return lambda_ * versine(t); }
  double log_bound(double least, double height) const override {
    const double cosine = std::cos(std::min(least, std::numbers::pi));
    return static_cast<double>(lambda_) * (cosine * (cosine > 0 ? std::cosh(height) : 1) - 1);
  }

 private:
  long double lambda_;
};

/// (cos t - 1) times it: the part of the gradient along the radius.
class RadialKernel final : public ChainKernel {
 public:
  explicit RadialKernel(double lambda) : kernel_(lambda) {}
  long double value(long double t) const override { return versine(t) * kernel_.value(t); }
  double log_bound(double least, double height) const override {
    return kernel_.log_bound(least, height) + std::log(std::cosh(height) + 1);
  }

 private:
  CircleKernel kernel_;
};

}  // namespace simclr_flow
