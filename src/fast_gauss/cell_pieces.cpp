#include "cell_pieces.hpp"

#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

CellPieces::CellPieces(const CellOrder& cells) {
  constexpr Index points_of_group = 8192, pieces_of_group = 256;
  Index group_begin = 0;
  for (Index c = 0; c < cells.cells(); ++c) {
    firsts_.push_back(count());
    const Index end = cells.starts[static_cast<std::size_t>(c) + 1];
    for (Index begin = cells.starts[static_cast<std::size_t>(c)]; begin < end;
         begin += most_piece_points) {
      if (groups_.empty() || begin - group_begin >= points_of_group ||
          count() - groups_.back() >= pieces_of_group) {
        groups_.push_back(count());
        group_begin = begin;
      }
      pieces_.push_back({c, begin, std::min(begin + most_piece_points, end)});
    }
  }
  firsts_.push_back(count());
  groups_.push_back(count());
}

void CellPieces::for_each(const std::function<void(Index)>& visit) const {
  parallel_blocks(static_cast<Index>(groups_.size()) - 1, [&](Index group, Index) {
    const auto g = static_cast<std::size_t>(group);
    for (Index piece = groups_[g]; piece < groups_[g + 1]; ++piece) visit(piece);
  });
}

}  // namespace simclr_flow
