#pragma once
// What the columns receive from a block of rows: see sweeps.hpp.
#include "panels.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

/// Coordinates c, ..., c + C - 1 of V vectors of columns at a time: as many chains of additions as
/// the pipelines are long. The vectors are of successive panels, or successive parts of one.
template <int D, int C, int V>
[[gnu::always_inline]] inline void react(const SweepColumns& columns, const SweepRows& rows,
                                         const double* pull, const double* scale, long panel,
                                         long part, int c0, double* reaction) {
  const long dims = D == any_dims ? columns.dims : D;
  const long at = (panel * dims + c0) * panel_width + part;
  const long step = whole_panels ? dims * panel_width : lanes;
  const long pull_step = whole_panels ? rows.count * panel_width : lanes;
  const double* k = pull + panel * rows.count * panel_width + part;
  VectorTable<V, C> x, sum;
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) {
      x[v][c] = load(columns.x + at + v * step + c * panel_width);
      sum[v][c] = load(reaction + at + v * step + c * panel_width);
    }
  for (long r = 0; r < rows.count; ++r)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      const Vector share = scale[r] * load(k + r * panel_width + v * pull_step);
#pragma GCC unroll 4
      for (int c = 0; c < C; ++c) sum[v][c] += share * (rows.u[r * dims + c0 + c] - x[v][c]);
    }
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v)
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) store(reaction + at + v * step + c * panel_width, sum[v][c]);
}

/// All coordinates of V vectors.
template <int D, int V>
void react_all(const SweepColumns& columns, const SweepRows& rows, const double* pull,
               const double* scale, long panel, long part, double* reaction) {
  if constexpr (D != any_dims) {
    react<D, D, V>(columns, rows, pull, scale, panel, part, 0, reaction);
  } else {
    constexpr int together = lanes == 8 ? 4 : 2;
    int c = 0;
    for (; c + together <= columns.dims; c += together)
      react<D, together, V>(columns, rows, pull, scale, panel, part, c, reaction);
    for (; c < columns.dims; ++c)
      react<D, 1, V>(columns, rows, pull, scale, panel, part, c, reaction);
  }
}

template <int D>
void second_sweep(const SweepColumns& columns, const SweepRows& rows, const double* pull,
                  const double* scale, double* reaction) {
  constexpr int chains = lanes == 8 ? 8 : 4, vectors = D == any_dims ? 2 : (chains + D - 1) / D;
  for_each_vectors<vectors>(0, columns.panels, [&](long panel, long part, auto count) {
    react_all<D, count.value>(columns, rows, pull, scale, panel, part, reaction);
  });
}

}  // namespace
}  // namespace simclr_flow
