#pragma once
#include <cmath>
#include <vector>

#include "../kernel_setting.hpp"
#include "simclr_flow/core/parameter.hpp"

namespace simclr_flow {
namespace {

/// k = 1/(1 + s/tau), e = -log(1 + s/tau).
/// Source: Student's t of one degree of freedom, as in t-SNE; one of the eta of Calder & Lee,
/// arXiv:2503.10812.
struct Student {
  static constexpr const char *name = "student", *summary = "1/(1 + |z-z'|^2/(2 tau))";
  static constexpr bool has_linear_exponent = false;
  static std::vector<Parameter> parameters() { return {}; }

  explicit Student(const KernelSetting& at) : tau(at.temperature) {}

  double exponent(double s) const { return -std::log1p(s / tau); }
  double slope(double s) const { return -1 / (tau + s); }
  double curvature(double s) const { return 1 / ((tau + s) * (tau + s)); }
  double decay(double s) const { return 1 / (tau + s); }

  // In vectors: see kernel_list.hpp.
  static constexpr bool weights_are_logs = false;
  double rate() const { return 1 / (2 * tau); }
  /// Pulls are squares of values.
  double smallest_safe_mean() const { return 1e-140; }
  template <class Math, class Vector>
  [[gnu::always_inline]] Vector value(Vector weight, Vector scaled) const {
    return weight / (1 + scaled);
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull(Vector value, Vector scaled) const {
    return value / (1 + scaled);
  }
  template <class Vector>
  [[gnu::always_inline]] Vector pull_dot(Vector value_dot, Vector scaled) const {
    return 2 * value_dot / (1 + scaled);
  }

  double tau;
};

}  // namespace
}  // namespace simclr_flow
