#pragma once
// Maps of points one by one, in parallel where there are many. Private.
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

/// visit(i) for each of `count` points, which may run in parallel.
template <class Visit>
void for_each_column(Index count, const Visit& visit) {
  constexpr Index points_of_block = 16384;
  parallel_ranges(count, points_of_block, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) visit(i);
  });
}

}  // namespace simclr_flow
