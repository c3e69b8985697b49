#pragma once
#include <string>

#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

/// The first law of a Manifold that it breaks, in a sentence that begins with its name; empty if
/// all hold. For tests of manifolds of one's own:
///
///   CHECK(broken_law(MyManifold()) == "");
///
/// Looked at, along random directions, to rounding or by the slope of a Taylor remainder:
///   push_forward(y, v)  = d/de to_ambient(y + e v)
///   <push_forward(y, v), g> = <v, pull_back(y, g)>
///   pull_back_derivative(y, v, g, dg) = d/de pull_back(y + e v, g + e dg)
///   to_ambient(retract(y)) = to_ambient(y), retract o retract = retract, distance_from = 0
///   project_tangent is an orthogonal projection that fixes every push_forward
///   |z_i - z_j| is stationary along every symmetry_direction, and these are independent
///   |push_forward(y, v)| = |v| for y in normal form, v in the range of pull_back
///   to_ambient(coordinates_of(z)) = z; coordinates_of, base_point and uniform give normal forms
///   facts() is what the maps do (geometry/manifold.hpp)
///
/// y: coordinates of a few latents (coordinate_dim×N, 6 will do) of size 1 and in general position,
/// within walls where M has them. Without y they are random normal ones, or between walls
/// uniform ones.
std::string broken_law(const Manifold& manifold, const Points& y);
std::string broken_law(const Manifold& manifold);

}  // namespace simclr_flow
