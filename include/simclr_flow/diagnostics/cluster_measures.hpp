#pragma once
#include <cstdint>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A partition of N points: a cluster number 0 ... k-1 for each.
using Partition = std::vector<int>;

/// Lloyd's algorithm from k-means++ starts, the best of `restarts`, on points d×N; labels are never
/// seen. A pure function of its arguments (stream `clustering`). Needs 1 <= k <= N.
/// Source: Arthur & Vassilvitskii 2007.
Partition k_means(PointsView z, int k, std::uint64_t seed, int restarts = 10);

/// Adjusted Rand index of two partitions of the same points: 1 for equal partitions (up to names),
/// expectation 0 for random ones, symmetric; may be negative. 1 if both are trivial alike.
/// Source: Hubert & Arabie 1985, equation 5.
double adjusted_rand_index(const Partition& a, const Partition& b);

/// Variance between the class means over total variance, in [0, 1]; 0 if all points coincide.
double eta_squared(PointsView z, const Partition& labels);

/// Leave-one-out accuracy of the vote of the 5 nearest neighbours (of all others if there are
/// fewer), ties of the vote won by the smallest label and ties of distance by the smallest index.
/// All views of a sample are left out with it: view a of sample i is column i·views + a. O(N^2).
double knn_accuracy(PointsView z, const Partition& labels, Index views = 1, Index neighbours = 5);

}  // namespace simclr_flow
