#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

// Coordinates of points on unit spheres, one column per point; rounded once, by whoever stores
// them.
using Coordinates = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

Coordinates single_atom(Index d, Index n);
Coordinates antipodal_pair(Index d);
Coordinates polygon(Index n);
Coordinates simplex(Index d);
Coordinates cross_polytope(Index d);
Coordinates hypercube(Index d);
/// The vertices of the hypercube with an even number of minus signs.
Coordinates half_hypercube(Index d);
/// ±e_i ± e_j, i < j, normalised: the roots of D_d.
Coordinates d_roots(Index d);
Coordinates icosahedron();
Coordinates dodecahedron();
Coordinates six_hundred_cell();
Coordinates e8_roots();
/// The points nearest to the first one, seen from it: projected onto its orthogonal complement
/// R^{d-1} and normalised.
Coordinates nearest_neighbours(const Coordinates& z);

}  // namespace simclr_flow::theory
