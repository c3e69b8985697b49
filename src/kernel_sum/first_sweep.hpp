#pragma once
// The kernel of a block of rows and the forces on them: see sweeps.hpp.
#include <algorithm>

#include "panels.hpp"
#include "sweeps.hpp"
#include "vector_math.hpp"

namespace simclr_flow {
namespace {

/// The values of the columns `column`, `column` + 1, ..., with 0 for those in [left_out[0],
/// left_out[1]).
[[gnu::always_inline]] inline Vector without_left_out(Vector value, const long* left_out,
                                                      long column) {
  if (column + lanes <= left_out[0] || column >= left_out[1]) return value;
  for (long k = 0; k < lanes; ++k)
    if (column + k >= left_out[0] && column + k < left_out[1]) value[k] = 0;
  return value;
}

/// R rows against V vectors of columns at a time: their chains fill the pipelines, and what is
/// loaded serves several pairs.
template <class K, int D, int R, int V>
class RowGroup {
 public:
  RowGroup(const SweepColumns& columns, const SweepRows& rows, long first, double* pull)
      : columns_(columns),
        dims_(D == any_dims ? columns.dims : D),
        u_(rows.u + first * dims_),
        left_out_(rows.left_out + 2 * first),
        pull_(pull + first * panel_width),
        pull_stride_(rows.count * panel_width),
        kernel_(columns.at) {}

  /// The panels [begin, end): those that hold a left out column are masked.
  void sweep(long begin, long end) {
    long mask_begin = left_out_[0], mask_end = left_out_[1];
    for (int r = 1; r < R; ++r) {
      mask_begin = std::min(mask_begin, left_out_[2 * r]);
      mask_end = std::max(mask_end, left_out_[2 * r + 1]);
    }
    mask_begin = std::clamp(mask_begin / panel_width, begin, end);
    mask_end = std::clamp((mask_end + panel_width - 1) / panel_width, mask_begin, end);
    add_panels<false>(begin, mask_begin);
    add_panels<true>(mask_begin, mask_end);
    add_panels<false>(mask_end, end);
  }
  /// Adds what the rows have gathered.
  void finish(double* sum, double* force) const {
    for (int r = 0; r < R; ++r) {
      sum[r] += sum_of(sum_[r]);
      for (int c = 0; c < D; ++c) force[r * D + c] += sum_of(force_[r][c]);
    }
  }

 private:
  static constexpr int kept = D == any_dims ? 1 : D;

  template <bool masked>
  void add_panels(long begin, long end) {
    for_each_vectors<V>(begin, end, [this](long panel, long part, auto count) {
      this->template add<masked, count.value>(panel, part);
    });
  }

  template <bool masked, int count>
  [[gnu::always_inline]] void add(long panel, long part) {
    VectorTable<R * count, kept> difference;
    VectorTable<R, count> square = {};
    const double* x = columns_.x + panel * panel_width * dims_ + part;
    const long step = whole_panels ? panel_width * dims_ : lanes;
#pragma GCC unroll 4
    for (int c = 0; c < dims_; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
        for (int v = 0; v < count; ++v) {
          const Vector move = load(x + c * panel_width + v * step) - u_[r * dims_ + c];
          if (D != any_dims) difference[r * count + v][c] = move;
          square[r][v] += move * move;
        }
#pragma GCC unroll 4
    for (int v = 0; v < count; ++v) {
      const long column = panel * panel_width + part + v * lanes;
      const Vector weight = load(columns_.weight + column);
      double* pull =
          pull_ + panel * pull_stride_ + part + v * (whole_panels ? pull_stride_ : lanes);
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        const Vector scaled = columns_.rate * square[r][v];
        Vector value = kernel_.template value<VectorMath>(weight, scaled);
        if (masked) value = without_left_out(value, left_out_ + 2 * r, column);
        const Vector share = kernel_.pull(value, scaled);
        store(pull + r * panel_width, share);
        sum_[r] += value;
#pragma GCC unroll 4
        for (int c = 0; c < D; ++c) force_[r][c] += share * difference[r * count + v][c];
      }
    }
  }

  const SweepColumns& columns_;
  const int dims_;
  const double* u_;
  const long* left_out_;
  double* pull_;
  long pull_stride_;
  const K kernel_;
  Vectors<R> sum_ = {};
  VectorTable<R, kept> force_ = {};
};

/// force += sum over the panels [begin, end) of pull (v - u), for R rows and C coordinates.
template <int R, int C>
void gather(const SweepColumns& columns, const SweepRows& rows, const double* pull, long r0, int c0,
            long begin, long end, double* force) {
  VectorTable<R, C> u, sum;
#pragma GCC unroll 4
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) {
      u[r][c] = Vector{} + rows.u[(r0 + r) * columns.dims + c0 + c];
      sum[r][c] = Vector{};
    }
  for_each_vectors<1>(begin, end, [&](long panel, long part, auto) {
    const double* k = pull + (panel * rows.count + r0) * panel_width + part;
    const double* x = columns.x + (panel * columns.dims + c0) * panel_width + part;
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) {
      const Vector share = load(k + r * panel_width);
#pragma GCC unroll 4
      for (int c = 0; c < C; ++c) sum[r][c] += share * (load(x + c * panel_width) - u[r][c]);
    }
  });
#pragma GCC unroll 4
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) force[(r0 + r) * columns.dims + c0 + c] += sum_of(sum[r][c]);
}

template <class K, int D, int R, int V>
void sweep_rows(const SweepColumns& columns, const SweepRows& rows, long first, long begin,
                long end, double* pull, double* sum, double* force) {
  RowGroup<K, D, R, V> group(columns, rows, first, pull);
  group.sweep(begin, end);
  group.finish(sum + first, force + first * D);
  if constexpr (D == any_dims) {
    constexpr int together = 2;
    int c = 0;
    for (; c + together <= columns.dims; c += together)
      gather<R, together>(columns, rows, pull, first, c, begin, end, force);
    for (; c < columns.dims; ++c) gather<R, 1>(columns, rows, pull, first, c, begin, end, force);
  }
}

template <class K, int D>
void first_sweep(const SweepColumns& columns, const SweepRows& rows, double* pull, double* sum,
                 double* force) {
  constexpr int together = D == any_dims && lanes == 8 ? 4 : 2, vectors = D == any_dims ? 2 : 1;
  constexpr long tile_bytes = 32 * 1024;  // of columns, or 32 panels
  const long panel_bytes = columns.dims * panel_width * 8;
  const long tile = D == any_dims ? std::max(32L, tile_bytes / panel_bytes) : columns.panels;
  std::fill_n(sum, rows.count, 0.0);
  std::fill_n(force, rows.count * columns.dims, 0.0);
  for (long begin = 0; begin < columns.panels; begin += tile) {
    const long end = std::min(begin + tile, columns.panels);
    long r = 0;
    for (; r + together <= rows.count; r += together)
      sweep_rows<K, D, together, vectors>(columns, rows, r, begin, end, pull, sum, force);
    for (; r < rows.count; ++r)
      sweep_rows<K, D, 1, vectors>(columns, rows, r, begin, end, pull, sum, force);
  }
}

}  // namespace
}  // namespace simclr_flow
