#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// For every row of an N×N matrix of costs its column in a permutation of least total cost, exact
/// but for rounding: the total is within N^2 roundings of the largest |cost| of the least.
///
/// Shortest augmenting paths in reduced costs, row after row; ties go to the smallest column.
/// Domain: finite costs of either sign. Adding a number to a row or a column changes nothing.
/// Cost: O(N^3) at most, one thread; memory O(N).
/// Source: Jonker & Volgenant, Computing 38 (1987), without its initialisation.
std::vector<Index> optimal_assignment(const Points& cost);

}  // namespace simclr_flow
