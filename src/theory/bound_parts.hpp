#pragma once
// The lower bounds of which the best is taken. Private to theory.
#include <vector>

#include "simclr_flow/theory/best_bound.hpp"

namespace simclr_flow::theory {

/// F_a of n points: the simplex bound, and whether n <= d + 1 points attain it.
LowerBound lower_bound_by_simplex(Index n, Index d, double tau, double a);
/// F_a of n points as log n + E_alpha of their law, a >= 1: Theorems A and B.
std::vector<LowerBound> lower_bounds_by_law(Index n, Index d, double tau, double a);
/// The larger one.
LowerBound larger(const LowerBound& a, const LowerBound& b);
/// Whether a configuration of n points is proven to attain least_mean_kernel and best_pair_bound.
bool pair_bound_attained(Index n, Index d);
/// The mean of k_ij over the pairs i != j of any n points is at least this.
double least_mean_kernel(Index n, Index d, double tau);

}  // namespace simclr_flow::theory
