#include "plane_cells.hpp"

#include <algorithm>

#include "point_blocks.hpp"
#include "sort_by_key.hpp"

namespace simclr_flow {
namespace {

struct PlaneBox {
  PlaneCell least, most;
};

PlaneBox box_of(const std::vector<PlaneCell>& cells) {
  const auto [left, right] = std::ranges::minmax(cells, {}, &PlaneCell::i);
  const auto [low, high] = std::ranges::minmax(cells, {}, &PlaneCell::j);
  return {{left.i, low.j}, {right.i, high.j}};
}

}  // namespace

CellOrder sort_into_plane_cells(const std::vector<PlaneCell>& cells) {
  if (cells.empty()) return sort_by_key({});
  // By numbers in the box of all cells, which have fewer digits than keys.
  const PlaneBox box = box_of(cells);
  const std::int64_t height = box.most.j - box.least.j + 1;
  std::vector<std::int64_t> numbers(cells.size());
  for_each_point_block(static_cast<Index>(cells.size()), [&](Index begin, Index end) {
    for (auto p = static_cast<std::size_t>(begin); p < static_cast<std::size_t>(end); ++p)
      numbers[p] = (cells[p].i - box.least.i) * height + cells[p].j - box.least.j;
  });
  CellOrder sorted = sort_by_key(numbers);
  for (std::int64_t& key : sorted.keys)
    key = key_of(PlaneCell{box.least.i + key / height, box.least.j + key % height});
  return sorted;
}

std::vector<PlaneColumn> columns_of(const CellOrder& cells) {
  std::vector<PlaneColumn> columns;
  for (Index c = 0; c < cells.cells(); ++c) {
    const std::int64_t i = plane_cell_of(cells.keys[static_cast<std::size_t>(c)]).i;
    if (columns.empty() || columns.back().i != i) columns.push_back({i, c, c});
    columns.back().end = c + 1;
  }
  return columns;
}

}  // namespace simclr_flow
