#pragma once
// Distances by inner products of points, and walks over the pairs of a tile: see sweeps.hpp.
#include <algorithm>

#include "first_sweep.hpp"

namespace simclr_flow {
namespace {

/// Rows and vectors of columns that are taken at a time.
constexpr int wide_rows = lanes == 8 ? 8 : 4, wide_vectors = 2;

[[gnu::always_inline]] inline bool has_negative(Vector v) {
  double least = 0;
  for (long k = 0; k < lanes; ++k) least = v[k] < least ? v[k] : least;
  return least < 0;
}

/// rate |u - v|^2 of some rows and V vectors of columns.
template <int V>
class WideSquares {
 public:
  [[gnu::always_inline]] WideSquares(const WideTile& tile, long row, long panel, long part) {
    add_products(tile, row, panel, part);
    const long column = panel * panel_width + part;
    Vector least = {};
    for (int r = 0; r < wide_rows; ++r)
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) {
        const Vector squares =
            load(tile.columns.square + column + v * lanes) + tile.rows.square[row + r];
        const Vector scaled = squares - 2 * tile.rate * scaled_[r][v];
        const Vector margin = scaled - tile.near_part * squares;
        scaled_[r][v] = scaled < 0 ? Vector{} : scaled;
        least = margin < least ? margin : least;
      }
    has_near_ = has_negative(least);
  }
  [[gnu::always_inline]] Vector scaled(int r, int v) const { return scaled_[r][v]; }
  bool has_near() const { return has_near_; }

 private:
  /// scaled_ = u·v.
  [[gnu::always_inline]] void add_products(const WideTile& tile, long row, long panel, long part) {
    const double* x = tile.panels + panel * panel_width * tile.dims + part;
    const double* u = tile.rows.point + row * tile.stride;
    const long step = whole_panels ? panel_width * tile.dims : lanes;
    VectorTable<wide_rows, V> sum = {};
    for (int c = 0; c < tile.dims; ++c, x += panel_width) {
      Vectors<V> columns;
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) columns[v] = load(x + v * step);
#pragma GCC unroll 8
      for (int r = 0; r < wide_rows; ++r)
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) sum[r][v] += u[r * tile.stride + c] * columns[v];
    }
#pragma GCC unroll 8
    for (int r = 0; r < wide_rows; ++r)
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) scaled_[r][v] = sum[r][v];
  }

  VectorTable<wide_rows, V> scaled_;
  bool has_near_;
};

/// work.add<masked, V>(row, panel, part) for all groups of rows and vectors of columns of a tile,
/// masked where a column is left out, and work.finish(row) for each group.
template <class Work>
void sweep_wide(const WideTile& tile, Work& work) {
  for (long row = tile.first_row; row < tile.end_row; row += wide_rows) {
    const long* out = tile.left_out + 2 * row;
    long mask_begin = out[0], mask_end = out[1];
    for (int r = 1; r < wide_rows; ++r) {
      mask_begin = std::min(mask_begin, out[2 * r]);
      mask_end = std::max(mask_end, out[2 * r + 1]);
    }
    const long begin = tile.first_panel(row), end = tile.end / panel_width;
    if (begin >= end) continue;
    mask_begin = std::clamp(mask_begin / panel_width, begin, end);
    mask_end = std::clamp((mask_end + panel_width - 1) / panel_width, mask_begin, end);
    const auto free = [&](long panel, long part, auto count) {
      work.template add<false, count.value>(row, panel, part);
    };
    const auto masked = [&](long panel, long part, auto count) {
      work.template add<true, count.value>(row, panel, part);
    };
    for_each_vectors<wide_vectors>(begin, mask_begin, free);
    for_each_vectors<1>(mask_begin, mask_end, masked);
    for_each_vectors<wide_vectors>(mask_end, end, free);
    work.finish(row);
  }
}

}  // namespace
}  // namespace simclr_flow
