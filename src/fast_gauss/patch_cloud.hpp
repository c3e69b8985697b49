#pragma once
// Points of a surface in cells. Private.
#include "cell_pieces.hpp"
#include "patch_passes.hpp"
#include "simclr_flow/core/scratch_array.hpp"

namespace simclr_flow {

struct PatchCells {
  explicit PatchCells(CellOrder sorted) : order(std::move(sorted)), pieces(order) {}
  CellOrder order;
  CellPieces pieces;
};

/// By sorted number the local coordinates x, y in [-1, 1] of each point.
class PatchCloud : public SortedCloud {
 public:
  explicit PatchCloud(std::shared_ptr<const PatchCells> cells)
      : SortedCloud({cells, &cells->order}), x(size()), y(size()), cells_(std::move(cells)) {}
  const std::shared_ptr<const PatchCells>& shared() const { return cells_; }
  const CellPieces& pieces() const { return cells_->pieces; }
  PatchPoints points_of(const CellPiece& piece) const {
    return {x.data() + piece.begin, y.data() + piece.begin, piece.end - piece.begin};
  }

  ScratchArray x, y;

 private:
  std::shared_ptr<const PatchCells> cells_;
};

}  // namespace simclr_flow
