#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::theory {

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

}  // namespace simclr_flow::theory
