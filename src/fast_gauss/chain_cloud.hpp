#pragma once
// Points in a row or ring of cells. Private.
#include "cell_pieces.hpp"
#include "simclr_flow/core/scratch_array.hpp"

namespace simclr_flow {

struct ChainCells {
  explicit ChainCells(CellOrder sorted) : order(std::move(sorted)), pieces(order) {}
  CellOrder order;
  CellPieces pieces;
};

/// By sorted number: the local coordinate in [-1, 1] of each point, and where the geometry wants
/// them its coordinates in the plane.
class ChainCloud final : public SortedCloud {
 public:
  ChainCloud(std::shared_ptr<const ChainCells> cells, bool in_plane)
      : SortedCloud({cells, &cells->order}),
        local(size()),
        across(in_plane ? size() : 0),
        up(in_plane ? size() : 0),
        cells_(std::move(cells)) {}
  const std::shared_ptr<const ChainCells>& shared() const { return cells_; }
  const CellPieces& pieces() const { return cells_->pieces; }

  ScratchArray local, across, up;

 private:
  std::shared_ptr<const ChainCells> cells_;
};

}  // namespace simclr_flow
