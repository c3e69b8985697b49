#pragma once
// The order in which a sum by inner products meets its pairs. Private.
#include <algorithm>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/types.hpp"
#include "sweeps.hpp"

namespace simclr_flow {

/// Rows and columns in parts, functions of their numbers alone, that meet in rounds like the players
/// of a tournament: in no round does a part meet two others. Meetings of a round may thus run at the
/// same time and add to the same arrays, and every sum has one order on any number of threads.
class WideWalk {
 public:
  explicit WideWalk(const WideTile& whole)
      : whole_(whole),
        row_parts_(parts_of(whole.end_row)),
        column_parts_(whole.triangle ? row_parts_ : parts_of(whole.end)) {}

  /// visit(tile, slot) for all pairs by tiles of at most 64 rows and `columns` columns.
  template <class Visit>
  void for_each_tile(Index columns, const Visit& visit) const {
    for (Index round = 0; round < rounds(); ++round)
      parallel_blocks(meetings(round), [&](Index k, Index slot) {
        throw_if_cancelled();
        const auto [row_part, column_part] =
            whole_.triangle ? mutual_meeting(round, k) : meeting(round, k);
        if (column_part < column_parts_) visit_tiles(row_part, column_part, columns, slot, visit);
      });
  }

  static constexpr Index block_rows = 64;

 private:
  struct Meeting {
    Index row_part, column_part;
  };

  /// 1 or an even number, of about 100 points each until there are 32.
  static Index parts_of(Index count) {
    return std::clamp<Index>(count / 200, 0, 16) * 2 + (count < 200);
  }
  /// The first point of a part.
  static Index begin(Index part, Index parts, Index count) {
    return count / panel_width * part / parts * panel_width;
  }

  /// In a triangle parts meet themselves first; then each round is one of a tournament.
  Index rounds() const { return std::max(row_parts_, column_parts_); }
  Index meetings(Index round) const {
    return whole_.triangle && round > 0 ? row_parts_ / 2 : row_parts_;
  }
  /// The last part stays where it is while the others go around a circle.
  Meeting mutual_meeting(Index round, Index k) const {
    if (round == 0) return {k, k};
    const Index others = row_parts_ - 1, a = (round + k) % others,
                b = k == 0 ? others : (round + others - k) % others;
    return {std::min(a, b), std::max(a, b)};
  }
  Meeting meeting(Index round, Index k) const { return {k, (k + round) % rounds()}; }

  template <class Visit>
  void visit_tiles(Index row_part, Index column_part, Index columns, Index slot,
                   const Visit& visit) const {
    const Index end_row = begin(row_part + 1, row_parts_, whole_.end_row),
                end = begin(column_part + 1, column_parts_, whole_.end);
    WideTile tile = whole_;
    for (tile.first_row = begin(row_part, row_parts_, whole_.end_row); tile.first_row < end_row;
         tile.first_row = tile.end_row) {
      tile.end_row = std::min(tile.first_row + block_rows, end_row);
      tile.begin = begin(column_part, column_parts_, whole_.end);
      if (tile.triangle) tile.begin = std::max(tile.begin, tile.first_row);
      for (; tile.begin < end; tile.begin = tile.end) {
        tile.end = std::min(tile.begin + columns, end);
        visit(tile, slot);
      }
    }
  }

  WideTile whole_;
  Index row_parts_, column_parts_;
};

}  // namespace simclr_flow
