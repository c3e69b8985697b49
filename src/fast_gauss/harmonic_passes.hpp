#pragma once
// Loops over tables of harmonics. Included as core/simd.hpp is.
#include "patch_vectors.hpp"

namespace simclr_flow {
namespace {

template <int rows>
[[gnu::always_inline]] inline void multiply_rows(const double* table, long length, const double* a,
                                                 const double* b, double* out) {
  Vectors<rows> with_a{}, with_b{};
  for (long i = 0; i < length; i += lanes)
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) {
      const Vector row = load(table + r * length + i);
      with_a[r] += row * load(a + i);
      with_b[r] += row * load(b + i);
    }
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r) {
    out[2 * r] = sum_of(with_a[r]);
    out[2 * r + 1] = sum_of(with_b[r]);
  }
}

inline void rows_times_columns(const double* table, long count, long length, const double* a,
                               const double* b, double* out) {
  long r = 0;
  for (; r + 4 <= count; r += 4) multiply_rows<4>(table + r * length, length, a, b, out + 2 * r);
  for (; r < count; ++r) multiply_rows<1>(table + r * length, length, a, b, out + 2 * r);
}

template <int columns>
void combine_rows(const double* table, long count, long length, const double* factors,
                  double* out) {
  for (long i = 0; i < length; i += lanes) {
    Vectors<columns> even{}, odd{};
    long r = 0;
    for (; r + 2 <= count; r += 2) {
      const Vector row = load(table + r * length + i), next = load(table + (r + 1) * length + i);
#pragma GCC unroll 4
      for (int c = 0; c < columns; ++c) {
        even[c] += factors[r * columns + c] * row;
        odd[c] += factors[(r + 1) * columns + c] * next;
      }
    }
    if (r < count) {
      const Vector row = load(table + r * length + i);
#pragma GCC unroll 4
      for (int c = 0; c < columns; ++c) even[c] += factors[r * columns + c] * row;
    }
#pragma GCC unroll 4
    for (int c = 0; c < columns; ++c) store(out + c * length + i, even[c] + odd[c]);
  }
}

}  // namespace
}  // namespace simclr_flow
