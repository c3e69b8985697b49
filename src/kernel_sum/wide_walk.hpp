#pragma once
// The order in which a sum by inner products meets its pairs. Private.
#include <bit>
#include <cstdint>

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
  /// 1, or a power of 2: up to 16 parts of 100 points or more, so that threads have enough to do,
  /// then up to 64 of at least 400, which meet in a cache.
  static Index parts_of(Index count) {
    const auto power = [&](Index points) { return std::bit_floor(std::uint64_t(count / points)); };
    return Index(std::max({std::uint64_t(1), std::min(power(100), std::uint64_t(16)),
                           std::min(power(400), std::uint64_t(64))}));
  }
  /// The first point of a part, a multiple of 8.
  static Index begin(Index part, Index parts, Index count) {
    return count / panel_width * part / parts * panel_width;
  }

  /// Tiles of the same columns after one another, as they stay in a cache.
  template <class Visit>
  void visit_tiles(WideRounds::Meeting parts, Index columns, Index slot, const Visit& visit) const {
    const auto row = [&](Index part) { return begin(part, rounds_.row_parts(), whole_.end_row); };
    const auto column = [&](Index part) { return begin(part, rounds_.column_parts(), whole_.end); };
    const Index end = column(parts.column_part + 1), end_row = row(parts.row_part + 1);
    for (Index j = column(parts.column_part); j < end; j += columns)
      for (Index i = row(parts.row_part); i < end_row; i += block_rows) {
        WideTile tile = whole_;
        tile.first_row = i;
        tile.end_row = std::min(i + block_rows, end_row);
        tile.begin = tile.triangle ? std::max(i, j) : j;
        tile.end = std::min(j + columns, end);
        if (tile.begin < tile.end) visit(tile, slot);
      }
  }

  WideTile whole_;
  WideRounds rounds_;
};

}  // namespace simclr_flow
