#pragma once
// Maps of points one by one, in parallel where there are many. Private.
#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

/// visit(i) for each of `count` points, which may run in parallel.
template <class Visit>
void for_each_column(Index count, const Visit& visit) {
  constexpr Index points_of_block = 16384;
  parallel_blocks((count + points_of_block - 1) / points_of_block, [&](Index block, Index) {
    const Index end = std::min(count, (block + 1) * points_of_block);
    for (Index i = block * points_of_block; i < end; ++i) visit(i);
  });
}

}  // namespace simclr_flow
