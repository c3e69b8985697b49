#include "patch_sums.hpp"

#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

PatchMoments::PatchMoments(const PatchPasses& passes, const PatchCloud& sources,
                           const double* charges)
    : passes_(passes), cloud_(sources), squares_(sources.pieces().count() * passes.size) {
  cloud_.pieces().for_each([&](Index p) {
    const CellPiece& piece = cloud_.pieces()[p];
    std::fill_n(of_piece(p), passes.size, 0.0);
    passes.moments(cloud_.points_of(piece), charges ? charges + piece.begin : nullptr, of_piece(p));
  });
  for_each_patch(cloud_.cells().cells(), [this](Index cell) { combine(cell); });
}

void PatchMoments::combine(Index cell) const {
  const Index first = cloud_.pieces().first_of(cell),
              count = cloud_.pieces().first_of(cell + 1) - first;
  for (Index step = 1; step < count; step *= 2)
    for (Index p = first; p + step < first + count; p += 2 * step)
      for (Index i = 0; i < passes_.size; ++i) of_piece(p)[i] += of_piece(p + step)[i];
}

void for_each_patch(Index cells, const std::function<void(Index)>& visit) {
  constexpr Index cells_of_block = 64;
  parallel_ranges(cells, cells_of_block, [&](Index begin, Index end) {
    for (Index cell = begin; cell < end; ++cell) visit(cell);
  });
}

std::vector<double> absolute_charges_of_patches(const PatchCloud& sources, const double* charges) {
  const CellOrder& cells = sources.cells();
  std::vector<double> sums(cells.keys.size());
  for_each_patch(cells.cells(), [&](Index cell) {
    const auto c = static_cast<std::size_t>(cell);
    const Index begin = cells.starts[c], count = cells.starts[c + 1] - begin;
    sums[c] = charges ? Eigen::Map<const State>(charges + begin, count).lpNorm<1>()
                      : static_cast<double>(count);
  });
  return sums;
}

double roundings_of_patches(const PatchPasses& passes) {
  // Of two lanes at least: 8 vectors at once, these sums one by one, lanes, and a tree of pieces.
  const double additions = 8 + most_piece_points / 16.0 + 4 + 22;
  return additions + 8 * passes.degree;
}

}  // namespace simclr_flow
