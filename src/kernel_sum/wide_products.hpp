#pragma once
// Sums of points by coefficients: see sweeps.hpp.
#include <algorithm>

#include "panels.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

/// How many sums of points stand in registers, for one to three vectors of their coordinates.
constexpr int summed_points = lanes == 8 ? 8 : 4;

/// out[m] += sum_k coefficient[m · across + k · along] points[k], k < count, in C vectors of
/// coordinates; points stand `stride` apart.
template <int C>
void add_points(const double* coefficient, long across, long along, const double* points,
                long count, long stride, double* out) {
  VectorTable<summed_points, C> sum;
#pragma GCC unroll 8
  for (int m = 0; m < summed_points; ++m)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) sum[m][c] = load(out + m * stride + c * lanes);
  for (long k = 0; k < count; ++k, coefficient += along, points += stride) {
    Vectors<C> x;
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) x[c] = load(points + c * lanes);
#pragma GCC unroll 8
    for (int m = 0; m < summed_points; ++m)
#pragma GCC unroll 4
      for (int c = 0; c < C; ++c) sum[m][c] += coefficient[m * across] * x[c];
  }
#pragma GCC unroll 8
  for (int m = 0; m < summed_points; ++m)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) store(out + m * stride + c * lanes, sum[m][c]);
}

/// The coordinates [c0, c0 + C · lanes) of all rows and columns of a tile.
template <int C>
void add_coordinates(const WideTile& tile, const double* coefficient, long c0,
                     const WideForces& rows, const WideForces& columns) {
  const long along = tile.end - tile.begin + panel_width, stride = tile.stride;
  for (long i = tile.first_row; i < tile.end_row; i += summed_points) {
    const long begin = tile.first_panel(i) * panel_width;
    add_points<C>(coefficient + (i - tile.first_row) * along + begin - tile.begin, along, 1,
                  tile.columns.point + begin * stride + c0, tile.end - begin, stride,
                  rows.points + i * stride + c0);
  }
  for (long j = tile.begin; j < tile.end; j += summed_points) {
    const long panel_end = (j / panel_width + 1) * panel_width,
               end = tile.triangle ? std::min(tile.end_row, panel_end) : tile.end_row;
    add_points<C>(coefficient + (j - tile.begin), 1, along,
                  tile.rows.point + tile.first_row * stride + c0, end - tile.first_row, stride,
                  columns.points + j * stride + c0);
  }
}

void wide_products(const WideTile& tile, const double* coefficient, const WideForces& rows,
                   const WideForces& columns) {
  const long vectors = (tile.dims + lanes - 1) / lanes;
  for (long done = 0; done < vectors;) {
    const long left = vectors - done, taken = left == 4 ? 2 : std::min(left, 3L);
    const auto add = taken == 3   ? add_coordinates<3>
                     : taken == 2 ? add_coordinates<2>
                                  : add_coordinates<1>;
    add(tile, coefficient, done * lanes, rows, columns);
    done += taken;
  }
}

}  // namespace
}  // namespace simclr_flow
