#pragma once
// The derivative of kernels and forces along directions, in any dimension: see sweeps.hpp.
#include "first_sweep.hpp"

namespace simclr_flow {
namespace {

/// What one row meets in one vector of columns; `weighted` if the log m_j move.
template <class K, bool weighted>
[[gnu::always_inline]] inline void bend_row(const K& kernel, const SweepColumns& columns,
                                            const SweepRows& rows, const SweepDirections& along,
                                            const SweepBend& out, long panel, long part, long r,
                                            Vector& sum, Vector& sum_dot) {
  const int dims = columns.dims;
  const long at = panel * panel_width * dims + part, column = panel * panel_width + part;
  Vector square = {}, travel = {};  // |v - u|^2 and (v - u)·(dv - du)
  for (int c = 0; c < dims; ++c) {
    const Vector move = load(columns.x + at + c * panel_width) - rows.u[r * dims + c];
    square += move * move;
    travel += move * (load(along.columns + at + c * panel_width) - along.rows[r * dims + c]);
  }
  const Vector scaled = columns.rate * square;
  Vector value = kernel.template value<VectorMath>(load(columns.weight + column), scaled);
  value = without_left_out(value, rows.left_out + 2 * r, column);
  const Vector pull = kernel.pull(value, scaled);
  Vector value_dot = -along.inverse_temperature * pull * travel,
         pull_dot = kernel.pull_dot(value_dot, scaled);
  if (weighted) {
    const Vector log_dot = load(along.log_weights + column);
    value_dot += value * log_dot;
    pull_dot += pull * log_dot;
  }
  const long stored = (panel * rows.count + r) * panel_width + part;
  store(out.pull + stored, pull);
  store(out.pull_dot + stored, pull_dot);
  sum += value;
  sum_dot += value_dot;
}

/// force_dot = sum_j (pull_dot_j (v_j - u) + pull_j (dv_j - du)) and force = sum_j pull_j (v_j - u)
/// in coordinate c of row r.
[[gnu::always_inline]] inline void gather_bend(const SweepColumns& columns, const SweepRows& rows,
                                               const SweepDirections& along, const SweepBend& out,
                                               long r, int c) {
  const int dims = columns.dims;
  const double u = rows.u[r * dims + c], du = along.rows[r * dims + c];
  Vector force = {}, force_dot = {};
  for_each_vectors<1>(0, columns.panels, [&](long panel, long part, auto) {
    const long at = (panel * dims + c) * panel_width + part,
               stored = (panel * rows.count + r) * panel_width + part;
    const Vector move = load(columns.x + at) - u, pull = load(out.pull + stored);
    force += pull * move;
    force_dot += load(out.pull_dot + stored) * move + pull * (load(along.columns + at) - du);
  });
  out.force[r * dims + c] = sum_of(force);
  out.force_dot[r * dims + c] = sum_of(force_dot);
}

template <class K, bool weighted>
void first_bend_of(const SweepColumns& columns, const SweepRows& rows, const SweepDirections& along,
                   const SweepBend& out) {
  const K kernel(columns.at);
  for (long r = 0; r < rows.count; ++r) {
    Vector sum = {}, sum_dot = {};
    for_each_vectors<1>(0, columns.panels, [&](long panel, long part, auto) {
      bend_row<K, weighted>(kernel, columns, rows, along, out, panel, part, r, sum, sum_dot);
    });
    out.sum[r] = sum_of(sum);
    out.sum_dot[r] = sum_of(sum_dot);
    for (int c = 0; c < columns.dims; ++c) gather_bend(columns, rows, along, out, r, c);
  }
}

template <class K>
void first_bend(const SweepColumns& columns, const SweepRows& rows, const SweepDirections& along,
                const SweepBend& out) {
  (along.log_weights ? first_bend_of<K, true> : first_bend_of<K, false>)(columns, rows, along, out);
}

/// Turns pull and pull_dot of one vector of columns into their weighted shares, for all rows.
[[gnu::always_inline]] inline void weigh_bend(const SweepRows& rows, const SweepBend& bend,
                                              long stored, const double* scale,
                                              const double* scale_dot) {
  for (long r = 0; r < rows.count; ++r) {
    const long at = stored + r * panel_width;
    const Vector pull = load(bend.pull + at);
    store(bend.pull + at, scale[r] * pull);
    store(bend.pull_dot + at, scale_dot[r] * pull + scale[r] * load(bend.pull_dot + at));
  }
}

void second_bend(const SweepColumns& columns, const SweepRows& rows, const SweepDirections& along,
                 const SweepBend& bend, const double* scale, const double* scale_dot,
                 double* reaction) {
  const int dims = columns.dims;
  for_each_vectors<1>(0, columns.panels, [&](long panel, long part, auto) {
    const long stored = panel * rows.count * panel_width + part;
    weigh_bend(rows, bend, stored, scale, scale_dot);
    for (int c = 0; c < dims; ++c) {
      const long at = (panel * dims + c) * panel_width + part;
      const Vector x = load(columns.x + at), dx = load(along.columns + at);
      Vector sum = load(reaction + at), other = {};
      for (long r = 0; r < rows.count; ++r) {
        sum += load(bend.pull_dot + stored + r * panel_width) * (rows.u[r * dims + c] - x);
        other += load(bend.pull + stored + r * panel_width) * (along.rows[r * dims + c] - dx);
      }
      store(reaction + at, sum + other);
    }
  });
}

}  // namespace
}  // namespace simclr_flow
