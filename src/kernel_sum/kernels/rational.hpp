#pragma once
#include <cmath>
#include <vector>

#include "../kernel_setting.hpp"
#include "simclr_flow/core/parameter.hpp"

namespace simclr_flow {
namespace {

/// k = (1 + s/(p tau))^(-p), e = -p log(1 + s/(p tau)): far away a power of the distance, student
/// at p = 1, gauss as p grows. Source: the rational quadratic kernel, Rasmussen & Williams,
/// Gaussian Processes for Machine Learning (2006), equation 4.19; Student's t of 2p - d degrees of
/// freedom in R^d.
struct Rational {
  static constexpr const char *name = "rational",
                              *summary = "(1 + |z-z'|^2/(2 p tau))^(-p), p = exponent";
  static constexpr bool has_linear_exponent = false;
  static std::vector<Parameter> parameters() {
    return {{"exponent", "p, student at 1, gauss as it grows", 2, 0.01, true, 1000}};
  }

  explicit Rational(const KernelSetting& at) : tau(at.temperature), p(at.parameters[0]) {}

  double exponent(double s) const { return -p * std::log1p(s / (p * tau)); }
  double slope(double s) const { return -1 / (tau + s / p); }
  double curvature(double s) const { return 1 / ((p * tau + s) * (tau + s / p)); }
  double decay(double s) const { return 1 / (p * tau + s); }

  // In vectors: see kernel_list.hpp.
  static constexpr bool weights_are_logs = true;
  double rate() const { return 1 / (2 * p * tau); }
  /// Pulls are values to the power 1 + 1/p.
  double smallest_safe_mean() const { return std::pow(1e-280, p / (p + 1)); }
  template <class Math, class Vector>
  [[gnu::always_inline]] Vector value(Vector weight, Vector scaled) const {
    return Math::power_of_two(weight - p * Math::log2_of_one_plus(scaled));
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull(Vector value, Vector scaled) const {
    return value / (1 + scaled);
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull_dot(Vector value_dot, Vector scaled) const {
    return (1 + 1 / p) * value_dot / (1 + scaled);
  }

  double tau, p;
};

}  // namespace
}  // namespace simclr_flow
