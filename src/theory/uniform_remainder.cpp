#include "simclr_flow/theory/uniform_remainder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "arguments.hpp"
#include "domain.hpp"
#include "laplacian.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double largest = 0.5;  // of U

/// q_0 = 0, q_1, ..., as far as they matter.
State ratios(Index d, double tau, double alpha) {
  require_offset("remainder about the uniform law", "alpha", alpha);
  std::vector<double> q{0};
  for (Index l = 1;; ++l) {
    q.push_back(std::exp(log_kernel_eigenvalue(l, d, tau) - uniform_energy(d, tau, alpha)));
    const double degree = static_cast<double>(l);
    if (degree * degree * harmonic_count(l, d) * q.back() < 1e-14) break;
  }
  return Eigen::Map<State>(q.data(), std::ssize(q));
}

/// Sequences over all m in Z by their values at |m|.
class Circle {
 public:
  Circle(const State& moments, const State& q)
      : moments_(moments), q_(q), last_(q.size() - 1), square_(q.size()), second_(q.size()) {
    for (Index m = 1; m <= last_; ++m) {
      const double part = 2 * q[m] * moments[m], degree = static_cast<double>(m);
      u_ += part;
      slope_ += degree * part;
      kernel_slope_ += 2 * degree * q[m];
    }
    for (Index m = 0; m <= last_; ++m) square_[m] = square(m);
    for (Index m = 0; m <= last_; ++m) second_[m] = second_order(m);
  }
  double remainder(Index l) const {
    if (u_ >= largest) return std::numeric_limits<double>::infinity();
    double sum = (u_ * u_ * slope_ + kernel_slope_ * u_ * u_ * u_) / (1 - u_);
    for (Index m = -last_; m <= last_; ++m) {
      const double degree = static_cast<double>(std::abs(m));
      const double linear = m == l ? 0 : q(m) * (2 - q(m)) * moment(m);
      sum += degree * (linear + second_[std::abs(m)]) * moment(l - m);
    }
    return static_cast<double>(l) * sum;
  }

 private:
  double q(Index m) const { return std::abs(m) <= last_ ? q_[std::abs(m)] : 0; }
  double moment(Index m) const { return moments_[std::abs(m)]; }
  double potential(Index m) const { return std::abs(m) <= last_ ? q(m) * moment(m) : 0; }
  double square(Index m) const {  // B_m
    double sum = 0;
    for (Index n = -last_; n <= last_; ++n) sum += potential(n) * potential(m - n);
    return sum;
  }
  double second_order(Index m) const {  // R_m
    double mixed = square_[m];
    for (Index n = -last_; n <= last_; ++n)
      if (n != m) mixed += (potential(n) + square_[std::abs(n)]) * moment(m - n);
    return square_[m] / 2 + q(m) * mixed;
  }
  const State &moments_, &q_;
  Index last_;
  State square_, second_;
  double u_ = 0, slope_ = 0, kernel_slope_ = 0;
};

class Sphere {
 public:
  Sphere(const State& moments, const State& q, Index d)
      : moments_(moments), q_(q), last_(q.size() - 1), d_(d), root_(moments.size()) {
    for (Index m = 0; m < root_.size(); ++m) root_[m] = std::sqrt(harmonic_count(m, d));
    for (Index m = 1; m <= last_; ++m) {
      const double part = q[m] * root_[m] * norm(m);
      u_ += part;
      slope_ += part * gradient(m);
    }
    for (Index m = 1; m <= last_; ++m) curvature_ += q[m] * root_[m] * gradient(m) * mixed(m);
  }
  double remainder(Index l) const {
    if (u_ >= largest) return std::numeric_limits<double>::infinity();
    double transport = 0;
    for (Index m = 1; m <= last_; ++m)
      transport += q_[m] * (2 - q_[m]) * norm(m) * product(l, m, true);
    return transport / root_[l] + gradient(l) * (u_ * slope_ / (1 - u_) + curvature_);
  }

 private:
  double norm(Index m) const { return root_[m] * moments_[m]; }  // c_m
  double gradient(Index m) const {
    return std::sqrt(laplacian(m, d_) / static_cast<double>(d_ - 1));
  }
  /// int of Y_l Y_m, or of grad Y_l·grad Y_m, d(rho - sigma), at most.
  double product(Index l, Index m, bool of_gradients) const {
    double sum = 0;
    for (Index j = std::abs(l - m); j <= l + m; j += 2) {
      if (j == 0) continue;
      const double factor = std::abs(laplacian(l, d_) + laplacian(m, d_) - laplacian(j, d_)) / 2;
      sum += (of_gradients ? factor : 1) * norm(j);
    }
    return sum * std::min(root_[l], root_[m]);
  }
  double mixed(Index m) const {
    double sum = root_[m] * u_ * u_ / (1 - u_);
    for (Index n = 1; n <= last_; ++n) sum += q_[n] * norm(n) * product(m, n, false);
    return sum;
  }
  const State &moments_, &q_;
  Index last_, d_;
  State root_;
  double u_ = 0, slope_ = 0, curvature_ = 0;
};

template <class Law>
State remainders(const Law& law, Index degrees) {
  State all = State::Zero(degrees + 1);
  for (Index l = 1; l <= degrees; ++l) all[l] = law.remainder(l);
  return all;
}

}  // namespace

Index remainder_degree(Index degrees, Index d, double tau, double alpha) {
  const Index last = ratios(d, tau, alpha).size() - 1;
  return last + std::max(last, degrees);
}

State uniform_remainder(const State& moments, Index degrees, Index d, double tau, double alpha) {
  const Index wanted = remainder_degree(degrees, d, tau, alpha);
  require(moments.size() > wanted, "number of moments", static_cast<double>(moments.size()),
          fmt::format("at least {}", wanted + 1));
  const State q = ratios(d, tau, alpha);
  return d == 2 ? remainders(Circle(moments, q), degrees)
                : remainders(Sphere(moments, q, d), degrees);
}

}  // namespace simclr_flow::theory
