#pragma once
// The points of cells in pieces, which are summed one by one. Private.
#include <functional>
#include <vector>

#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

inline constexpr Index most_piece_points = 1024;

struct CellPiece {
  Index cell, begin, end;  ///< sorted points
};

/// Every cell in pieces of at most most_piece_points, and these in groups that may run in parallel:
/// functions of the cells alone.
class CellPieces {
 public:
  explicit CellPieces(const CellOrder& cells);

  Index count() const { return static_cast<Index>(pieces_.size()); }
  const CellPiece& operator[](Index p) const { return pieces_[static_cast<std::size_t>(p)]; }
  /// The pieces of cell c are first_of(c), ..., first_of(c + 1) - 1.
  Index first_of(Index cell) const { return firsts_[static_cast<std::size_t>(cell)]; }
  /// visit(piece) for all of them, in parallel.
  void for_each(const std::function<void(Index piece)>& visit) const;

 private:
  std::vector<CellPiece> pieces_;
  std::vector<Index> firsts_, groups_;  // groups_: first piece of each, and count()
};

}  // namespace simclr_flow
