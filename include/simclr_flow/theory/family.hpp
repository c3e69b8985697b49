#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A preset at n samples whose V views each coincide, at points z_1, ..., z_n, as a member of the
/// family F_a = (1/n) sum_i log(a + sum_{j≠i} k_ij): its reported value is F_a + shift.
struct FamilyMember {
  double a, shift;
  bool grows;  ///< as log n

  /// F_a = log n + E_alpha, E_alpha(rho) = int log(alpha + K_rho) drho.
  double alpha(Index samples) const { return (a - 1) / static_cast<double>(samples); }
};

/// (a, shift) at n samples of V views:
///
///   simclr, simclr-cross   (n + 1, -log n)
///   simclr-noself          (n + 1 - 1/V, -log n)
///   info-nce               (1, log V)
///   nt-xent                ((V - 1)/V, log V); V = 1 as V = 2, by which it is defined
///   dcl                    (0, log V)
///   dhel                   (0, 0)
///
/// and nothing for other presets. With V = 1 the points are the latents, and the value is that of
/// energy/contrastive.hpp at views = 1. n counts samples, not the N = nV latents: of 4000 latents
/// in pairs n is 2000. Domain: n >= 1, V >= 1.
std::optional<FamilyMember> family_member(std::string_view preset, Index samples, Index views = 1);

/// Whether the energy of N latents in views is at least that of the same latents as single views:
/// its R is that of single views, and A <= 1. Of simclr, simclr-noself, info-nce and linear.
bool exceeds_single_views(std::string_view preset);

}  // namespace simclr_flow::theory
