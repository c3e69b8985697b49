#include "simclr_flow/diagnostics/assignment.hpp"

#include <limits>

namespace simclr_flow {
namespace {

constexpr Index none = -1;

/// A partial assignment and the prices that prove it optimal: cost(i, j) >= row_price[i] +
/// column_price[j], with equality where row i has column j.
class AugmentingPaths {
 public:
  explicit AugmentingPaths(const Points& cost)
      : by_column_(cost.transpose()),
        row_price_(State::Zero(cost.rows())),
        column_price_(row_price_),
        column_of_(static_cast<std::size_t>(cost.rows()), none),
        row_of_(column_of_),
        previous_(column_of_),
        reached_(column_of_.size()) {}

  /// Gives this row a column, moving other rows to theirs along a shortest path.
  void assign(Index row) {
    distance_.setConstant(row_price_.size(), std::numeric_limits<double>::infinity());
    reached_.assign(reached_.size(), false);
    Index column = none, at = row;
    double length = 0;
    do {
      relax(at, length);
      column = nearest_column();
      length = distance_[column];
      reached_[slot(column)] = true;
      at = row_of_[slot(column)];
    } while (at != none);
    move_prices(row, length);
    augment(row, column);
  }

  const std::vector<Index>& columns() const { return column_of_; }

 private:
  static std::size_t slot(Index k) { return static_cast<std::size_t>(k); }

  /// Paths that go on from a row at this distance.
  void relax(Index row, double length) {
    const double base = length - row_price_[row];
    for (Index j = 0; j < distance_.size(); ++j) {
      const double here = base + (by_column_(j, row) - column_price_[j]);
      if (reached_[slot(j)] || !(here < distance_[j])) continue;
      distance_[j] = here;
      previous_[slot(j)] = row;
    }
  }

  Index nearest_column() const {
    Index nearest = none;
    for (Index j = 0; j < distance_.size(); ++j)
      if (!reached_[slot(j)] && (nearest == none || distance_[j] < distance_[nearest])) nearest = j;
    return nearest;
  }

  /// Keeps all reduced costs nonnegative, and makes those along the path zero.
  void move_prices(Index row, double length) {
    row_price_[row] += length;
    for (Index j = 0; j < distance_.size(); ++j) {
      if (!reached_[slot(j)]) continue;
      column_price_[j] -= length - distance_[j];
      if (const Index holder = row_of_[slot(j)]; holder != none)
        row_price_[holder] += length - distance_[j];
    }
  }

  void augment(Index row, Index column) {
    for (Index moved = none; moved != row;) {
      moved = previous_[slot(column)];
      row_of_[slot(column)] = moved;
      std::swap(column, column_of_[slot(moved)]);
    }
  }

  Points by_column_;  ///< the costs of a row are contiguous
  State row_price_, column_price_, distance_;
  std::vector<Index> column_of_, row_of_, previous_;
  std::vector<char> reached_;
};

}  // namespace

std::vector<Index> optimal_assignment(const Points& cost) {
  AugmentingPaths paths(cost);
  for (Index row = 0; row < cost.rows(); ++row) paths.assign(row);
  return paths.columns();
}

}  // namespace simclr_flow
