#pragma once
// The order in which a sum by inner products meets its pairs. Private.
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "sweeps.hpp"
#include "wide_rounds.hpp"

namespace simclr_flow {

/// All pairs of a tile by smaller ones, in rounds of parts of rows and columns: functions of their
/// numbers alone.
class WideWalk {
 public:
  explicit WideWalk(const WideTile& whole)
      : whole_(whole),
        rounds_(whole.triangle ? WideRounds::mutual(parts_of(whole.end))
                               : WideRounds(parts_of(whole.end_row), parts_of(whole.end))) {}

  /// visit(tile, slot) for tiles of at most 64 rows and `columns` columns.
  template <class Visit>
  void for_each_tile(Index columns, const Visit& visit) const {
    for (Index round = 0; round < rounds_.rounds(); ++round)
      parallel_blocks(rounds_.meetings(round), [&](Index k, Index slot) {
        throw_if_cancelled();
        const WideRounds::Meeting parts = rounds_.meeting(round, k);
        if (parts.column_part < rounds_.column_parts()) visit_tiles(parts, columns, slot, visit);
      });
  }

  static constexpr Index block_rows = 64;

 private:
  /// 1, or an even number of 100 points each, or of more where that would be more than 32 parts.
  static Index parts_of(Index count) {
    return std::max<Index>(1, 2 * std::min<Index>(16, count / 200));
  }
  /// The first point of a part, a multiple of 8.
  static Index begin(Index part, Index parts, Index count) {
    return count / panel_width * part / parts * panel_width;
  }

  template <class Visit>
  void visit_tiles(WideRounds::Meeting parts, Index columns, Index slot, const Visit& visit) const {
    const auto row = [&](Index part) { return begin(part, rounds_.row_parts(), whole_.end_row); };
    const auto column = [&](Index part) { return begin(part, rounds_.column_parts(), whole_.end); };
    const Index end_row = row(parts.row_part + 1), end = column(parts.column_part + 1);
    WideTile tile = whole_;
    for (tile.first_row = row(parts.row_part); tile.first_row < end_row;
         tile.first_row = tile.end_row) {
      tile.end_row = std::min(tile.first_row + block_rows, end_row);
      tile.begin = column(parts.column_part);
      if (tile.triangle) tile.begin = std::max(tile.begin, tile.first_row);
      for (; tile.begin < end; tile.begin = tile.end) {
        tile.end = std::min(tile.begin + columns, end);
        visit(tile, slot);
      }
    }
  }

  WideTile whole_;
  WideRounds rounds_;
};

}  // namespace simclr_flow
