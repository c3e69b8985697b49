#pragma once
// Cells of equal angle on a circle about the origin. Private.
#include <cstdint>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The cell c of a point, by the sides of the directions at which cells begin: to the left of that
/// at the angle 2 pi c/count, or upon it, and to the right of the next.
class RingBorders {
 public:
  explicit RingBorders(Index count);
  Index count() const { return count_; }
  /// Of a point that is not the origin.
  std::int64_t cell_of(double x, double y) const;

  struct Direction {
    double cosine, sine;
    bool has_to_its_left(double x, double y) const { return cosine * y - sine * x >= 0; }
  };
  Direction middle_of(std::int64_t cell) const {
    return direction_at(static_cast<long double>(cell) + 0.5L);
  }

 private:
  /// At the angle `cells` widths of a cell.
  Direction direction_at(long double cells) const;
  static double turn_of(double x, double y);

  Index count_;
  std::vector<Direction> borders_;     // and the first again
  std::vector<std::int32_t> guesses_;  // the cell in which each bin of turn_of begins
};

}  // namespace simclr_flow
