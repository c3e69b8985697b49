#pragma once
#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {

/// x_c -> (x_c - m_c)/s_c, m_c and s_c² the mean and variance (divided by n) of coordinate c over
/// the training points, which then have mean 0 and variance 1; test points by the same m and s.
/// Coordinates that are constant in training become 0 everywhere.
/// Invariant under a shift and a positive scale of a coordinate. Hazard: where a coordinate varies
/// by its rounding alone, the rounding is blown up to variance 1.
/// Throws InputError naming the coordinate, counted from 1, if a mean, deviation or result
/// overflows.
void standardise(Split& split);

}  // namespace simclr_flow
