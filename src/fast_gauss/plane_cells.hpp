#pragma once
// The lattice of the plane. Private.
#include <cstdint>
#include <vector>

#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

/// The cell [i w, (i+1) w) × [j w, (j+1) w), i and j in [-2^31, 2^31). Cells ascend by columns i.
struct PlaneCell {
  std::int64_t i, j;
  friend bool operator==(const PlaneCell&, const PlaneCell&) = default;
};
inline constexpr double most_plane_cells = 0x1p30;

inline std::int64_t key_of(const PlaneCell& cell) {
  return cell.i * (std::int64_t{1} << 32) + cell.j + (std::int64_t{1} << 31);
}
inline PlaneCell plane_cell_of(std::int64_t key) {
  return {key >> 32, (key & 0xffffffff) - (std::int64_t{1} << 31)};
}

/// The points in their cells; cells by the caller's numbers.
CellOrder sort_into_plane_cells(const std::vector<PlaneCell>& cells);

/// Cells of the same column i, by sorted cells.
struct PlaneColumn {
  std::int64_t i;
  Index begin, end;
};
std::vector<PlaneColumn> columns_of(const CellOrder& cells);

}  // namespace simclr_flow
