#pragma once
#include <vector>

#include "riesz.hpp"

namespace simclr_flow {

/// e = -log|z-z'|, which is the energy of a pair itself: no kernel, as it is not positive. It is
/// the limit of (|z-z'|^(-p) - 1)/p as p -> 0, and the logarithm of riesz with p = 1.
/// Source: Smale's 7th problem, Math. Intelligencer 20 (1998).
struct Logarithm : Riesz {
  static constexpr const char *name = "log", *summary = "-log|z-z'|, the pair energy of linear";
  static constexpr bool is_pair_energy = true;
  static std::vector<Parameter> parameters() { return {}; }

  explicit Logarithm(const KernelSetting&) : Riesz(1.0) {}
};

}  // namespace simclr_flow
