#pragma once
// Points in parts that threads may take one by one. Private.
#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

/// visit(begin, end) for parts of `count` points with `numbers` numbers in all, begin a multiple of
/// 8; the parts may run at the same time. One part where threads would not pay.
template <class Visit>
void for_each_part_of(Index count, Index numbers, const Visit& visit) {
  constexpr Index most_numbers = 1 << 14, multiple = 8;
  const Index together =
      std::max<Index>(1, most_numbers * count / std::max<Index>(1, numbers) / multiple) * multiple;
  parallel_blocks((count + together - 1) / together, [&](Index part, Index) {
    visit(part * together, std::min((part + 1) * together, count));
  });
}

}  // namespace simclr_flow
