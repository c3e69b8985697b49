#pragma once
#include <string>

#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// The first law of a Flow that it breaks at x, in a sentence; empty if all hold. For tests of
/// flows of one's own:
///
///   CHECK(broken_law(*flow, flow->initial_state()) == "");
///
/// Looked at, by differences and by the slope of a Taylor remainder:
///   -dE/dt = dissipation > 0 along the flow
///   output_gradient = dE/dy: that of latent_energy, where there is one, and by the change of E as
///   outputs move and masses stay
///   tangent_kernel, where there is one: outputs move by it, y' = -Theta dE/dy, and it is symmetric
///   linearise(x) = D rhs(x)
///
/// x: a state in general position where rhs is smooth and not 0, in normal form or not, but not
/// beyond walls.
std::string broken_law(const Flow& flow, const State& x);
/// At the start and off it, 0.1 of a random normal state away: where there are no walls.
std::string broken_law(const Flow& flow);

/// A random direction in which x can move to both sides: coordinates at walls stay.
State free_direction(const Flow& flow, const State& x);

}  // namespace simclr_flow
