#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Which points lie in which cell of a lattice that is fixed in space. Cells without points do not
/// occur. A pure function of the points' keys: cells ascend by key, points of a cell by the numbers
/// that the caller gave them.
struct CellOrder {
  std::vector<std::uint32_t> order;  ///< the caller's number of each sorted point
  std::vector<std::int64_t> keys;    ///< of each cell, ascending
  std::vector<Index> starts;         ///< first sorted point of each cell; at the end, all points

  Index size() const { return static_cast<Index>(order.size()); }
  Index cells() const { return static_cast<Index>(keys.size()); }
};

/// N points as the sums of one GaussGrid take them: sorted by cells, coordinates local to cells.
/// "Sorted" numbers below are places in this order.
class SortedCloud {
 public:
  explicit SortedCloud(std::shared_ptr<const CellOrder> cells) : cells_(std::move(cells)) {}
  virtual ~SortedCloud() = default;

  Index size() const { return cells_->size(); }
  const CellOrder& cells() const { return *cells_; }
  const std::shared_ptr<const CellOrder>& shared_cells() const { return cells_; }
  /// The caller's number of the sorted point s.
  Index number(Index s) const {
    return static_cast<Index>(cells_->order[static_cast<std::size_t>(s)]);
  }

 private:
  std::shared_ptr<const CellOrder> cells_;
};

}  // namespace simclr_flow
