#pragma once
#include <cmath>
#include <limits>
#include <vector>

#include "../kernel_setting.hpp"
#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

/// k = |z-z'|^(-p), e = -(p/2) log(2 s), infinite where latents coincide: sums leave the latent
/// itself out. A power has no length: the temperature plays no part.
/// Source: Hardin & Saff, Notices Amer. Math. Soc. 51 (2004); p = 1 is Thomson's problem.
struct Riesz {
  static constexpr const char *name = "riesz", *summary = "|z-z'|^(-p), p = exponent";
  static constexpr auto at_zero = KernelFunctions::AtZero::pole;
  static constexpr bool is_pair_energy = false;
  static std::vector<Parameter> parameters() {
    return {{"exponent", "p, Coulomb's law of R^3 at 1", 1, 0, false, 100}};
  }

  explicit Riesz(const KernelSetting& at) : Riesz(at.parameters[0]) {}
  explicit Riesz(double power) : p(power) {}

  double exponent(double s) const {
    return s > least ? -p / 2 * std::log(2 * s) : std::numeric_limits<double>::infinity();
  }
  double slope(double s) const { return s > least ? -p / 2 / s : 0; }
  double curvature(double s) const { return s > least ? p / 2 / s / s : 0; }
  double decay(double s) const { return s > least ? 1 / s : 0; }

  /// Below, the squares of distances underflow: latents coincide.
  static constexpr double least = 1e-300;
  double p;
};

}  // namespace simclr_flow
