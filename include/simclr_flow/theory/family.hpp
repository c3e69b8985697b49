#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A preset with single views as a member of the family F_a = (1/N) sum_i log(a + sum_{j≠i} k_ij):
/// its reported value is F_a + shift.
struct FamilyMember {
  double a, shift;
  bool grows;  ///< as log N

  /// F_a = log N + E_alpha, E_alpha(rho) = int log(alpha + K_rho) drho.
  double alpha(Index points) const { return (a - 1) / static_cast<double>(points); }
};

/// simclr and simclr-cross (N + 1, -log N), simclr-noself (N, -log N), info-nce (1, 0), nt-xent
/// (1/2, log 2), dcl and dhel (0, 0) at N points; nothing for other presets.
std::optional<FamilyMember> family_member(std::string_view preset, Index points);

}  // namespace simclr_flow::theory
