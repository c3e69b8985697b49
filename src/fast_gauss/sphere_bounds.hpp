#pragma once
// How wrong sums on the sphere may be. Private.
#include "simclr_flow/fast_gauss/sorted_cloud.hpp"
#include "sphere_cells.hpp"

namespace simclr_flow {

/// Of every cell of the targets sum_j |q_j| exp(-d^2/(4 tau)), d the chord between the cells, or
/// less: what is cut off of polynomials falls so with the distance. The charges of each ring are
/// counted by belts of distances, as sums over consecutive cells.
std::vector<double> charges_near(const SphereCells& cells, double tau, const CellOrder& sources,
                                 const std::vector<double>& charges, const CellOrder& targets);

}  // namespace simclr_flow
