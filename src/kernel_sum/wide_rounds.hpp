#pragma once
// Rounds in which parts of rows meet parts of columns. Private.
#include <algorithm>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Every pair of parts meets in one round, as the players of a tournament do: no part meets two
/// others in a round. Meetings of a round may thus run at the same time and add to the same arrays,
/// and every sum has one order on any number of threads.
class WideRounds {
 public:
  struct Meeting {
    Index row_part, column_part;
  };

  WideRounds(Index row_parts, Index column_parts)
      : row_parts_(row_parts), column_parts_(column_parts) {}
  /// Of `parts` parts with each other and themselves: 1 or an even number.
  static WideRounds mutual(Index parts) { return WideRounds(parts); }

  Index rounds() const { return std::max(row_parts_, column_parts_); }
  Index meetings(Index round) const { return mutual_ && round > 0 ? row_parts_ / 2 : row_parts_; }
  /// The k-th of a round; of nothing where the part of columns is past the last.
  Meeting meeting(Index round, Index k) const {
    if (!mutual_) return {k, (k + round) % rounds()};
    if (round == 0) return {k, k};
    // the last part stays where it is while the others go around a circle
    const Index others = row_parts_ - 1, a = (round + k) % others,
                b = k == 0 ? others : (round + others - k) % others;
    return {std::min(a, b), std::max(a, b)};
  }

  Index row_parts() const { return row_parts_; }
  Index column_parts() const { return column_parts_; }

 private:
  explicit WideRounds(Index parts) : row_parts_(parts), column_parts_(parts), mutual_(true) {}

  Index row_parts_, column_parts_;
  bool mutual_ = false;
};

}  // namespace simclr_flow
