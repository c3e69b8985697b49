#pragma once
// Moments of the points of a cell. Included as core/simd.hpp is.

#include "patch_vectors.hpp"

namespace simclr_flow {
namespace {

/// So many vectors of points that their T_k(x) stay in the first cache.
constexpr long moment_chunk = 8;

/// T_k(x) and q T_b(y), k, b < P, of a chunk of points.
template <int P>
struct MomentChunk {
  long vectors;
  VectorTable<moment_chunk, P> in_x;
  Vectors<5> apart;  // tables a multiple of 4 kB apart would wait for each other
  VectorTable<moment_chunk, P> in_y;

  void fill(const PatchPoints& points, const double* charges, long begin) {
    const long whole = moment_chunk * lanes, rest = points.count - begin,
               left = rest < whole ? rest : whole;
    vectors = (left + lanes - 1) / lanes;
    for (long v = 0; v < vectors; ++v) {
      const long at = begin + v * lanes, count = left - v * lanes;
      fill_series(load_up_to(points.x + at, count), broadcast(1), in_x[v]);
      fill_series(load_up_to(points.y + at, count),
                  charges ? load_up_to(charges + at, count) : ones(count), in_y[v]);
    }
  }

 private:
  static Vector ones(long count) {
    if (count >= lanes) return broadcast(1);
    Vector v{};
    for (long k = 0; k < count; ++k) v[k] = 1;
    return v;
  }
  [[gnu::always_inline]] static void fill_series(Vector t, Vector factor, Vector* out) {
    out[0] = factor;
    out[1] = t * factor;
#pragma GCC unroll 16
    for (int k = 2; k < P; ++k) out[k] = 2 * t * out[k - 1] - out[k - 2];
  }
};

/// Adds the chunk's moments of degree b in y, one vector each; short rows go by two points at a
/// time, as their few sums would wait for themselves.
template <int P, int b>
[[gnu::always_inline]] inline void add_moment_row(const MomentChunk<P>& chunk, Vector* sums) {
  constexpr int count = P - b, ways = count <= 8 ? 2 : 1;
  VectorTable<ways, count> sum{};
  long v = 0;
  for (; v + ways <= chunk.vectors; v += ways)
#pragma GCC unroll 2
    for (int way = 0; way < ways; ++way)
#pragma GCC unroll 16
      for (int k = 0; k < count; ++k)
        sum[way][k] += chunk.in_y[v + way][b] * chunk.in_x[v + way][k];
  for (; v < chunk.vectors; ++v)
#pragma GCC unroll 16
    for (int k = 0; k < count; ++k) sum[0][k] += chunk.in_y[v][b] * chunk.in_x[v][k];
#pragma GCC unroll 16
  for (int k = 0; k < count; ++k) sums[k] += ways == 2 ? sum[0][k] + sum[ways - 1][k] : sum[0][k];
}

template <int P, int b = 0>
[[gnu::always_inline]] inline void add_moment_rows(const MomentChunk<P>& chunk, Vector* sums) {
  add_moment_row<P, b>(chunk, sums);
  if constexpr (b + 1 < P) add_moment_rows<P, b + 1>(chunk, sums + (P - b));
}

template <int P>
void patch_moments(const PatchPoints& points, const double* charges, double* square) {
  Vectors<P*(P + 1) / 2> sums{};
  MomentChunk<P> chunk;
  for (long begin = 0; begin < points.count; begin += moment_chunk * lanes) {
    chunk.fill(points, charges, begin);
    add_moment_rows<P>(chunk, sums);
  }
  const Vector* sum = sums;
  for (int b = 0; b < P; ++b)
    for (int k = 0; k < P - b; ++k) square[b * patch_stride<P> + k] += sum_of(*sum++);
}

}  // namespace
}  // namespace simclr_flow
