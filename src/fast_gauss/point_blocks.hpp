#pragma once
// Loops over points in the caller's order, in fixed blocks. Private.
#include <algorithm>
#include <atomic>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// visit(begin, end) for blocks of count points, which may run in parallel.
template <class Visit>
void for_each_point_block(Index count, const Visit& visit) {
  constexpr Index points_of_block = 16384;
  parallel_blocks((count + points_of_block - 1) / points_of_block, [&](Index block, Index) {
    visit(block * points_of_block, std::min(count, (block + 1) * points_of_block));
  });
}

/// Whether the condition holds for the coordinates of every point.
template <class Condition>
bool all_points(PointsView points, const Condition& holds) {
  std::atomic<bool> all = true;
  for_each_point_block(points.cols(), [&](Index begin, Index end) {
    bool here = true;
    for (Index i = begin; i < end; ++i)
      here = here && holds(points.data() + i * points.outerStride());
    if (!here) all = false;
  });
  return all;
}

}  // namespace simclr_flow
