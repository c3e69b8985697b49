#pragma once
#include <memory>

#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// The Wasserstein-Fisher-Rao gradient flow of E on N atoms of masses p_i: places move and masses
/// are exchanged,
///
///   x = (y, log p):   y_i' = -(1/p_i) dE/dy_i,    (log p_i)' = -(phi_i - sum_j p_j phi_j),
///   -dE/dt = sum_i p_i |y_i'|^2 + sum_i p_i ((log p_i)')^2,
///
/// phi = dE/dp the first variation; velocities stop at the walls of a box. The state is y
/// (coordinate_dim×N, by columns), then the N log p_i. The right-hand side depends on them through
/// p = exp(log p)/sum exp(log p) alone, so that no method drifts from total mass 1, which retract()
/// restores. With equal masses places move as those of particles do.
///
///   masses(x)       p
///   first_order(x)  E; gradient_norm, at x in normal form the root of the dissipation; residual,
///                   the larger of FirstOrder's (of places) and max_i |phi_i - mean phi|/max_i
///                   |phi_i| (of masses; 0 where every phi_i is)
///
/// Hazards: an atom that dies keeps phi_i > mean phi and so the residual above 0: prune it. A mass
/// below 1e-200 counts as 1e-200. A wall makes the right-hand side jump where an atom meets it:
/// multistep methods creep there, one-step methods retract.
/// Minimizers: of simclr on spheres the uniform law alone (Theorem A), which N atoms approach; on
/// boxes few atoms, theory/interval_minimizer.hpp and theory/box_minimizer.hpp.
/// Throws InputError unless there are atoms, with as many positive finite masses; they are scaled
/// to sum 1.
/// Source: Liero, Mielke, Savare 2018; Chizat & Bach 2018 (atoms of masses as a discretisation).
std::unique_ptr<Flow> make_measure_flow(std::shared_ptr<const Manifold> manifold,
                                        std::shared_ptr<const Energy> energy, Points start,
                                        State masses);

}  // namespace simclr_flow
