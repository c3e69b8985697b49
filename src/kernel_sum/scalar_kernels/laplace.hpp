#pragma once
#include <cmath>
#include <limits>
#include <vector>

#include "../kernel_setting.hpp"
#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

/// k = exp(-|z-z'|/tau), e = -(2 s)^{1/2}/tau. Its gradient jumps where latents coincide: 0 is
/// taken there, and second derivatives grow as 1/|z-z'| nearby. Latents nearer than 2.1e-154, whose
/// s has no digits left, are in one place.
/// Source: the exponential kernel, Rasmussen & Williams (2006), equation 4.18.
struct Laplace {
  static constexpr const char *name = "laplace", *summary = "exp(-|z-z'|/tau)";
  static constexpr auto at_zero = KernelFunctions::AtZero::kink;
  static constexpr bool is_pair_energy = false;
  static std::vector<Parameter> parameters() { return {}; }

  explicit Laplace(const KernelSetting& at) : tau(at.temperature) {}

  static bool is_apart(double s) { return s >= std::numeric_limits<double>::min(); }
  double exponent(double s) const { return -std::sqrt(2 * s) / tau; }
  double slope(double s) const { return is_apart(s) ? -1 / (tau * std::sqrt(2 * s)) : 0; }
  double curvature(double s) const {
    return is_apart(s) ? 1 / (tau * std::sqrt(2 * s) * 2 * s) : 0;
  }
  double decay(double s) const { return is_apart(s) ? 1 / (2 * s) : 0; }

  double tau;
};

}  // namespace simclr_flow
