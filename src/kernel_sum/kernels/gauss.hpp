#pragma once
#include <numbers>
#include <vector>

#include "../kernel_setting.hpp"
#include "simclr_flow/core/parameter.hpp"

namespace simclr_flow {
namespace {

/// k = exp(-s/tau), e = -s/tau.
/// Source: the paper's choice for SimCLR, Calder & Lee, arXiv:2503.10812.
struct Gauss {
  static constexpr const char *name = "gauss", *summary = "exp(-|z-z'|^2/(2 tau))";
  static constexpr bool has_linear_exponent = true;
  static std::vector<Parameter> parameters() { return {}; }

  explicit Gauss(const KernelSetting& at) : tau(at.temperature) {}

  double exponent(double s) const { return -s / tau; }
  double slope(double) const { return -1 / tau; }
  double curvature(double) const { return 0; }
  double decay(double) const { return 0; }

  // In vectors: see kernel_list.hpp.
  static constexpr bool weights_are_logs = true;
  double rate() const { return std::numbers::log2e / (2 * tau); }
  double smallest_safe_mean() const { return 1e-280; }
  template <class Math, class Vector>
  [[gnu::always_inline]] Vector value(Vector weight, Vector scaled) const {
    return Math::power_of_two(weight - scaled);
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull(Vector value, Vector) const {
    return value;
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull_dot(Vector value_dot, Vector) const {
    return value_dot;
  }

  double tau;
};

}  // namespace
}  // namespace simclr_flow
