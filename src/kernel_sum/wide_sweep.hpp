#pragma once
// Kernels by inner products of points: see sweeps.hpp.
#include "wide_squares.hpp"

namespace simclr_flow {
namespace {

/// What the kernel's struct takes for a column of mass 1.
template <class K>
constexpr double unit_weight = K::weights_are_logs ? 0 : 1;

template <class K>
class WideSumsOf {
 public:
  WideSumsOf(const WideTile& tile, double* row_sum, double* column_sum)
      : tile_(tile), kernel_(tile.at), row_sum_(row_sum), column_sum_(column_sum) {}

  template <bool masked, int V>
  [[gnu::always_inline]] void add(long row, long panel, long part) {
    const WideSquares<V> squares(tile_, row, panel, part);
    const long column = panel * panel_width + part;
    Vectors<V> mass, sum = {};
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) mass[v] = load(tile_.columns.mass + column + v * lanes);
    for (int r = 0; r < wide_rows; ++r)
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) {
        Vector value =
            kernel_.template value<VectorMath>(Vector{} + unit_weight<K>, squares.scaled(r, v));
        if (masked)
          value = without_left_out(value, tile_.left_out + 2 * (row + r), column + v * lanes);
        of_row_[r] += mass[v] * value;
        sum[v] += tile_.rows.mass[row + r] * value;
      }
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      double* to = column_sum_ + column + v * lanes;
      store(to, load(to) + sum[v]);
    }
  }
  void finish(long row) {
    for (int r = 0; r < wide_rows; ++r) {
      row_sum_[row + r] += sum_of(of_row_[r]);
      of_row_[r] = Vector{};
    }
  }

 private:
  const WideTile& tile_;
  const K kernel_;
  double *row_sum_, *column_sum_;
  Vectors<wide_rows> of_row_ = {};
};

template <class K>
void wide_sums(const WideTile& tile, double* row_sum, double* column_sum) {
  WideSumsOf<K> work(tile, row_sum, column_sum);
  sweep_wide(tile, work);
}

template <class K>
class WidePullsOf {
 public:
  WidePullsOf(const WideTile& tile, double* coefficient, const WideForces& rows,
              const WideForces& columns)
      : tile_(tile), kernel_(tile.at), coefficient_(coefficient), rows_(rows), columns_(columns) {}

  template <bool masked, int V>
  [[gnu::always_inline]] void add(long row, long panel, long part) {
    const WideSquares<V> squares(tile_, row, panel, part);
    if (masked || squares.has_near())
      weigh<true, V>(squares, row, panel * panel_width + part);
    else
      weigh<false, V>(squares, row, panel * panel_width + part);
  }
  void finish(long row) {
    for (int r = 0; r < wide_rows; ++r) {
      rows_.total[row + r] += sum_of(of_row_[r]);
      of_row_[r] = Vector{};
    }
  }

 private:
  /// `special` where pairs are left out or near.
  template <bool special, int V>
  [[gnu::always_inline]] void weigh(const WideSquares<V>& squares, long row, long column) {
    double* to = coefficient_ + (row - tile_.first_row) * stride() + column - tile_.begin;
    Vectors<V> mass, scale, sum = {};
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      mass[v] = load(tile_.columns.mass + column + v * lanes);
      scale[v] = load(tile_.columns.scale + column + v * lanes);
    }
    for (int r = 0; r < wide_rows; ++r, to += stride())
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) {
        const Vector scaled = squares.scaled(r, v);
        const Vector value = kernel_.template value<VectorMath>(Vector{} + unit_weight<K>, scaled);
        Vector c = kernel_.pull(value, scaled) *
                   (tile_.rows.scale[row + r] * mass[v] + tile_.rows.mass[row + r] * scale[v]);
        if (special) c = without_special(c, scaled, row + r, column + v * lanes);
        store(to + v * lanes, c);
        of_row_[r] += c;
        sum[v] += c;
      }
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      double* total = columns_.total + column + v * lanes;
      store(total, load(total) + sum[v]);
    }
  }
  /// With 0 for the columns that row i leaves out and for near ones, whose forces are added.
  Vector without_special(Vector c, Vector scaled, long i, long column) const {
    c = without_left_out(c, tile_.left_out + 2 * i, column);
    const Vector squares = load(tile_.columns.square + column) + tile_.rows.square[i];
    for (long k = 0; k < lanes; ++k)
      if (scaled[k] < tile_.near_part * squares[k]) {
        if (c[k] != 0) add_pair(c[k], i, column + k);
        c[k] = 0;
      }
    return c;
  }
  void add_pair(double c, long i, long j) const {
    const double *u = tile_.rows.exact + i * tile_.dims, *v = tile_.columns.exact + j * tile_.dims;
    double* of_row = rows_.points + i * tile_.stride;
    double* of_column = columns_.points + j * tile_.stride;
    for (int k = 0; k < tile_.dims; ++k) {
      const double force = c * (v[k] - u[k]);
      of_row[k] += force;
      of_column[k] -= force;
    }
  }
  long stride() const { return tile_.end - tile_.begin + panel_width; }

  const WideTile& tile_;
  const K kernel_;
  double* coefficient_;
  const WideForces &rows_, &columns_;
  Vectors<wide_rows> of_row_ = {};
};

template <class K>
void wide_pulls(const WideTile& tile, double* coefficient, const WideForces& rows,
                const WideForces& columns) {
  WidePullsOf<K> work(tile, coefficient, rows, columns);
  sweep_wide(tile, work);
}

}  // namespace
}  // namespace simclr_flow
