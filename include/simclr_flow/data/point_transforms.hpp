#pragma once
#include <array>
#include <memory>
#include <vector>

#include "simclr_flow/data/transform.hpp"

namespace simclr_flow {

// Transforms of points in R^D. All throw InputError for arguments outside their domains.

/// x + scale·xi·direction, xi ~ N(0,1). Rule: Gauss-Hermite.
/// Source: the authors' script of arXiv:2503.10812 takes x + xi (1, 1).
std::unique_ptr<Transform> make_shift(State direction, double scale);

/// x + scale·xi, xi ~ N(0, 1) in the coordinates given, all D unless there are any; the others
/// stay. Rule: the tensor product of Gauss-Hermite, for at most 3 of them. Domain: different
/// coordinates, in 0 ... D-1.
std::unique_ptr<Transform> make_noise(Index dim, double scale, std::vector<Index> coordinates = {});

/// x + xi, xi uniform in the ball of this radius about 0 in the m coordinates given, all D unless
/// there are any: r g/|g| with r = radius·u^(1/m). No rule. Domain: radius >= 0; coordinates as of
/// noise.
std::unique_ptr<Transform> make_ball(Index dim, double radius, std::vector<Index> coordinates = {});

/// Turns the coordinates (i, j) of x by xi, i towards j: x_i cos xi - x_j sin xi and
/// x_i sin xi + x_j cos xi; xi uniform in ±angle. Rule: on the full circle (angle = pi) equal
/// weights at equal distances, else Gauss-Legendre.
/// Domain: 0 < angle <= pi; i != j, both in 0 ... D-1, so D >= 2. Keeps |x|.
std::unique_ptr<Transform> make_rotation(Index dim, double angle, std::array<Index, 2> plane);

/// xi·x, xi uniform in [low, high]. Rule: Gauss-Legendre. Domain: low <= high.
std::unique_ptr<Transform> make_scaling(Index dim, double low, double high);

}  // namespace simclr_flow
