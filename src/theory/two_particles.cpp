#include "simclr_flow/theory/two_particles.hpp"

#include <algorithm>
#include <boost/math/special_functions/expint.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "arguments.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Beyond it the asymptotic series of Ei is exact to rounding.
constexpr double far = 40;

/// ln Ei(s) for s > far: Ei(s) = (e^s/s) sum_k k!/s^k, up to the smallest term.
double log_expint(double s) {
  double term = 1, sum = 0;
  for (int k = 1; k <= s && term > 1e-17; ++k) {
    sum += term;
    term *= k / s;
  }
  return s - std::log(s) + std::log(sum);
}

/// Ei(s0)/Ei(s) - 1 for s > far, s >= s0.
double expint_ratio_minus_1(double s0, double s) {
  if (s0 > far) return std::expm1(log_expint(s0) - log_expint(s));
  return boost::math::expint(s0) * std::exp(-log_expint(s)) - 1;
}

}  // namespace

TwoParticles::TwoParticles(double start, double tau, double alpha)
    : start_(start), tau_(tau), alpha_(alpha), far_weight_(2 * alpha + 1) {
  require_positive("start", start);
  require_positive("tau", tau);
  require(std::isfinite(alpha) && alpha >= -0.5, "alpha", alpha, "at least -1/2");
}

bool TwoParticles::is_near(double r) const { return far_weight_ == 0 || r * r / (2 * tau_) <= far; }

double TwoParticles::velocity(double r) const {
  const double k = std::exp(-r * r / (2 * tau_));
  if (far_weight_ == 0) return 4 * r / tau_;
  return 4 * r * k / (tau_ * (far_weight_ + k));
}

double TwoParticles::log_inverse_rate(double r) const {
  const double exponent = r * r / (2 * tau_) + std::log(far_weight_);
  const double top = std::max(exponent, 0.0);
  return std::log(tau_ / 4) + top + std::log1p(std::exp(-std::abs(exponent)));
}

/// t(r) where Ei neither overflows nor needs its logarithm.
double TwoParticles::near_time(double r) const {
  const double growth = std::log1p((r - start_) / start_);
  if (far_weight_ == 0) return tau_ / 4 * growth;
  const double s = r * r / (2 * tau_), s0 = start_ * start_ / (2 * tau_);
  const double rise = boost::math::expint(s) - boost::math::expint(s0);
  return tau_ / 4 * std::max(0.0, far_weight_ / 2 * rise + growth);
}

double TwoParticles::time(double r) const {
  require_positive("r", r);
  if (r < start_) return -TwoParticles(r, tau_, alpha_).time(start_);
  return is_near(r) ? near_time(r) : std::exp(log_time(r));
}

double TwoParticles::log_time(double r) const {
  require(r >= start_ && std::isfinite(r), "r", r, fmt::format("finite, at least {}", start_));
  if (is_near(r)) return std::log(near_time(r));
  const double s = r * r / (2 * tau_), s0 = start_ * start_ / (2 * tau_);
  const double scale = std::log(far_weight_ / 2) + log_expint(s);
  const double growth = std::log1p((r - start_) / start_) * std::exp(-scale);
  return std::log(tau_ / 4) + scale + std::log(growth - expint_ratio_minus_1(s0, s));
}

/// The logarithm of t loses a few digits of r, which one step of Newton's method in t restores.
double TwoParticles::distance(double t) const {
  require(std::isfinite(t) && t >= 0, "t", t, "finite, at least 0");
  const double r = distance_at_log_time(std::log(t));
  if (far_weight_ == 0 || !is_near(r)) return r;
  return std::max(start_, r + (t - near_time(r)) * velocity(r));
}

/// A distance not reached before this time: r/r' only grows, and so does its integral.
double TwoParticles::upper_bound(double log_t) const {
  const double linear = start_ * std::exp(std::exp(log_t - log_inverse_rate(start_)));
  double r = std::hypot(start_, std::sqrt(2 * tau_));
  while (r < linear && log_time(r) < log_t) r *= std::numbers::sqrt2;
  return std::min(r, linear);
}

/// Newton's method for ln t in ln r, kept inside a bracket that shrinks at every step.
double TwoParticles::distance_at_log_time(double log_t) const {
  require(!std::isnan(log_t) && log_t < infinity, "log_t", log_t, "below infinity");
  if (far_weight_ == 0) return start_ * std::exp(4 * std::exp(log_t) / tau_);
  double low = start_, high = upper_bound(log_t), r = high;
  for (int k = 0; k < 200; ++k) {
    const double excess = log_time(r) - log_t;
    (excess > 0 ? high : low) = r;
    double next = r * std::exp(-excess * std::exp(log_time(r) - log_inverse_rate(r)));
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (std::abs(next - r) <= 2e-16 * r) return next;
    r = next;
  }
  return r;
}

}  // namespace simclr_flow::theory
