#pragma once
// Squares along lines of cells. Included as core/simd.hpp is.

#include "patch_vectors.hpp"

namespace simclr_flow {
namespace {

/// Rows that are summed at once, so that eight sums of vectors are in registers.
constexpr int rows_at_once = lanes >= 8 ? 4 : lanes >= 4 ? 2 : 1;

template <int P>
void translate_along_x(const PatchStep* steps, long count, double* out) {
  constexpr long stride = patch_stride<P>;
  constexpr int width = stride / lanes;
  for (int b = 0; b < P; b += rows_at_once) {
    VectorTable<rows_at_once, width> sum{};
    for (const PatchStep* step = steps; step < steps + count; ++step)
      for (int k = 0; k < P - b; ++k)
#pragma GCC unroll 8
        for (int w = 0; w < width; ++w) {
          const Vector row = load(step->table + k * stride + w * lanes);
#pragma GCC unroll 4
          for (int g = 0; g < rows_at_once; ++g)
            sum[g][w] += step->square[(b + g) * stride + k] * row;
        }
#pragma GCC unroll 4
    for (int g = 0; g < rows_at_once; ++g)
#pragma GCC unroll 8
      for (int w = 0; w < width; ++w) store(out + (b + g) * stride + w * lanes, sum[g][w]);
  }
}

/// Rows c, ..., c + rows_at_once - 1 of the result, of which r < P - c are wanted.
template <int P, int c>
[[gnu::always_inline]] inline void rows_along_y(const PatchStep* steps, long count, double* out) {
  constexpr long stride = patch_stride<P>;
  constexpr int width = (P - c + lanes - 1) / lanes;
  VectorTable<rows_at_once, width> sum{};
  for (const PatchStep* step = steps; step < steps + count; ++step)
    for (int b = 0; b < P; ++b)
#pragma GCC unroll 8
      for (int w = 0; w < width; ++w) {
        const Vector row = load(step->square + b * stride + w * lanes);
#pragma GCC unroll 4
        for (int g = 0; g < rows_at_once; ++g) sum[g][w] += step->table[b * stride + c + g] * row;
      }
#pragma GCC unroll 4
  for (int g = 0; g < rows_at_once; ++g) {
#pragma GCC unroll 8
    for (int w = 0; w < width; ++w) store(out + (c + g) * stride + w * lanes, sum[g][w]);
    for (long r = P - c - g; r < stride; ++r) out[(c + g) * stride + r] = 0;
  }
  if constexpr (c + rows_at_once < P) rows_along_y<P, c + rows_at_once>(steps, count, out);
}

template <int P>
void translate_along_y(const PatchStep* steps, long count, double* out) {
  rows_along_y<P, 0>(steps, count, out);
}

/// Coefficients of x^j in T_k, at [k·stride + j].
template <int P>
struct ChebyshevMonomials {
  alignas(64) double at[P * patch_stride<P>] = {};
  constexpr ChebyshevMonomials() {
    constexpr long stride = patch_stride<P>;
    at[0] = at[stride + 1] = 1;
    for (long k = 2; k < P; ++k)
      for (long j = 0; j <= k; ++j)
        at[k * stride + j] =
            (j > 0 ? 2 * at[(k - 1) * stride + j - 1] : 0) - at[(k - 2) * stride + j];
  }
};

/// First y, row by row from the lowest, each of which takes what rows above it hold; then x, by
/// one vector product for each row.
template <int P>
void patch_to_monomials(double* square) {
  static constexpr ChebyshevMonomials<P> monomials;
  constexpr long stride = patch_stride<P>, width = stride / lanes;
  for (long j = 0; j < P; ++j)
    for (long w = 0; w < width; ++w) {
      Vector sum{};
      for (long b = j; b < P; b += 2)
        sum += monomials.at[b * stride + j] * load(square + b * stride + w * lanes);
      store(square + j * stride + w * lanes, sum);
    }
  for (long b = 0; b < P; ++b) {
    Vectors<width> sum{};
    for (long k = 0; k < P - b; ++k)
      for (long w = 0; w < width; ++w)
        sum[w] += square[b * stride + k] * load(monomials.at + k * stride + w * lanes);
    for (long w = 0; w < width; ++w) store(square + b * stride + w * lanes, sum[w]);
  }
}

}  // namespace
}  // namespace simclr_flow
