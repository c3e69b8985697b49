#pragma once
// The rows of a sum in fixed stripes that may run at the same time. Private.
#include <algorithm>

#include "pair_data.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

/// How many stripes the rows of a sum make: a function of the sizes alone, so that results do not
/// depend on the number of threads. At least 64 rows each, at most 64 of them, and their reactions
/// (d×N each) at most 32 MB together, or 2.
inline Index stripes_of(const PairData& data) {
  constexpr Index fewest_rows = 64, most_stripes = 64, most_bytes = 32 << 20;
  const Index affordable =
      std::max<Index>(2, most_bytes / (8 * std::max<Index>(1, data.dims() * data.padded())));
  return std::clamp<Index>(data.row_count() / fewest_rows, 1, std::min(most_stripes, affordable));
}

struct Stripe {
  Stripe(Index s, Index stripes, Index rows)
      : begin(rows * s / stripes), end(rows * (s + 1) / stripes) {}
  Index begin, end;
};

}  // namespace simclr_flow
