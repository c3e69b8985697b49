#pragma once
// How the pairs of a wide sum are walked over. Private.
#include <algorithm>
#include <cmath>

#include "pair_data.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

/// Fixed stripes of rows, functions of the sizes alone, that may run at the same time: of about the
/// same number of pairs, in a triangle too.
class WideWalk {
 public:
  /// `bytes` of results for each column and stripe: together at most 64 MB, or 2 stripes of them.
  WideWalk(const WideTile& whole, Index bytes) : whole_(whole) {
    constexpr Index fewest_rows = 96, most_stripes = 64, most_bytes = 64 << 20;
    const Index affordable = std::max<Index>(2, most_bytes / (bytes * whole.end));
    stripes_ =
        std::clamp<Index>(whole.end_row / fewest_rows, 1, std::min(most_stripes, affordable));
  }

  Index stripes() const { return stripes_; }
  /// The first row of a stripe.
  Index begin(Index stripe) const {
    const double part = static_cast<double>(stripe) / static_cast<double>(stripes_),
                 rows = whole_.triangle ? 1 - std::sqrt(1 - part) : part;
    return static_cast<Index>(rows * static_cast<double>(whole_.end_row / panel_columns)) *
           panel_columns;
  }
  /// The first column that a stripe meets.
  Index first_column(Index stripe) const { return whole_.triangle ? begin(stripe) : 0; }

  /// visit(tile, stripe, slot) for all pairs by tiles of at most 64 rows and `columns` columns.
  template <class Visit>
  void for_each_tile(Index columns, const Visit& visit) const {
    parallel_blocks(stripes_, [&](Index s, Index slot) {
      const Index end = begin(s + 1);
      for (Index first = begin(s); first < end; first += block_rows) {
        throw_if_cancelled();
        WideTile tile = whole_;
        tile.first_row = first;
        tile.end_row = std::min(first + block_rows, end);
        for (tile.begin = first_column_of(first); tile.begin < whole_.end; tile.begin = tile.end) {
          tile.end = std::min(tile.begin + columns, whole_.end);
          visit(tile, s, slot);
        }
      }
    });
  }

  static constexpr Index block_rows = 64;

 private:
  Index first_column_of(Index row) const { return whole_.triangle ? row : 0; }

  WideTile whole_;
  Index stripes_;
};

}  // namespace simclr_flow
