#include "chain_sums.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

/// visit(source cell, offset) for all cells within reach of the cell with this key.
template <class Visit>
void for_each_near(const ChainShape& shape, const CellOrder& sources, std::int64_t key,
                   const Visit& visit) {
  const std::int64_t reach = shape.reach, ring = shape.ring;
  for (std::int64_t turn = -ring; turn <= ring; turn += std::max<std::int64_t>(ring, 1)) {
    auto at = std::ranges::lower_bound(sources.keys, key - reach - turn);
    for (; at != sources.keys.end() && *at + turn <= key + reach; ++at)
      visit(at - sources.keys.begin(), key - (*at + turn));
  }
}

/// visit(cell) for all cells, in blocks that may run in parallel.
template <class Visit>
void for_each_cell(Index cells, const Visit& visit) {
  constexpr Index cells_of_block = 64;
  parallel_ranges(cells, cells_of_block, [&](Index begin, Index end) {
    for (Index cell = begin; cell < end; ++cell) visit(cell);
  });
}

std::int64_t key_of(const CellOrder& cells, Index cell) {
  return cells.keys[static_cast<std::size_t>(cell)];
}

/// sum |q_j| of each cell.
std::vector<double> absolute_charges(const CellOrder& cells, const double* charges) {
  std::vector<double> sums;
  for (std::size_t c = 0; c < cells.keys.size(); ++c) {
    const Index begin = cells.starts[c], count = cells.starts[c + 1] - begin;
    sums.push_back(charges ? Eigen::Map<const State>(charges + begin, count).lpNorm<1>()
                           : static_cast<double>(count));
  }
  return sums;
}

}  // namespace

ChainMoments::ChainMoments(const ChainShape& shape, const ChainCloud& sources,
                           const double* charges)
    : cloud_(sources), degree_(shape.degree), sums_(sources.pieces().count() * degree_) {
  const DegreePasses& passes = passes_of_degree(shape.degree);
  cloud_.pieces().for_each([&](Index p) {
    const CellPiece& piece = cloud_.pieces()[p];
    passes.moments(cloud_.local.data() + piece.begin, charges ? charges + piece.begin : nullptr,
                   piece.end - piece.begin, of_piece(p));
  });
  combine();
}

void ChainMoments::combine() const {
  const CellPieces& pieces = cloud_.pieces();
  for (Index cell = 0; cell < cloud_.cells().cells(); ++cell) {
    const Index first = pieces.first_of(cell), count = pieces.first_of(cell + 1) - first;
    for (Index step = 1; step < count; step *= 2)
      for (Index p = 0; p + step < count; p += 2 * step)
        for (Index b = 0; b < degree_; ++b) of_piece(first + p)[b] += of_piece(first + p + step)[b];
  }
}

ChainPolynomials::ChainPolynomials(const ChainShape& shape, const ChainTable& table,
                                   const ChainMoments& moments, const ChainCloud& targets)
    : p_(targets.cells().cells() * coefficient_stride) {
  const DegreePasses& passes = passes_of_degree(shape.degree);
  for_each_cell(targets.cells().cells(), [&](Index cell) {
    double* p = p_.data() + cell * coefficient_stride;
    std::fill_n(p, coefficient_stride, 0.0);
    for_each_near(shape, moments.cloud().cells(), key_of(targets.cells(), cell),
                  [&](Index source, std::int64_t offset) {
                    passes.translate(table.of(offset), moments.of(source), p);
                  });
  });
}

void chain_bounds(const ChainShape& shape, const ChainErrors& errors, const ChainCloud& sources,
                  const double* charges, const ChainCloud& targets, double* bounds) {
  const std::vector<double> charge = absolute_charges(sources.cells(), charges);
  double total = 0;
  for (const double q : charge) total += q;
  for_each_cell(targets.cells().cells(), [&](Index cell) {
    double near = 0, bound = 0;
    for_each_near(shape, sources.cells(), key_of(targets.cells(), cell),
                  [&](Index source, std::int64_t offset) {
                    const double q = charge[static_cast<std::size_t>(source)];
                    near += q;
                    bound += q * errors.near[static_cast<std::size_t>(offset + shape.reach)];
                  });
    // The charges far away, and what rounding has left of their difference.
    bounds[cell] = bound + errors.far * (std::max(0.0, total - near) + 1e-10 * total);
  });
}

double chain_cost(const ChainShape& shape, const CellOrder& sources, const CellOrder& targets,
                  int tables) {
  constexpr double of_point = 0.16, of_cell = 4, of_translation = 1.4;  // ns, times the degree
  const double seen = static_cast<double>(std::min(2 * shape.reach + 1, sources.cells()));
  const double points = static_cast<double>(sources.size() + targets.size() * tables),
               cells = static_cast<double>(sources.cells() + targets.cells() * tables),
               translations = seen * static_cast<double>(targets.cells() * tables);
  return shape.degree * (of_point * points + of_cell * cells + of_translation * translations);
}

}  // namespace simclr_flow
