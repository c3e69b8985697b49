#pragma once
// Vectors at any address, and what is left over behind the last whole one. Included as simd.hpp is.
#if SIMD_BYTES >= 32
#include <immintrin.h>
#endif

#include "core/simd.hpp"

namespace {

using LooseVector [[gnu::vector_size(SIMD_BYTES), gnu::aligned(8)]] = double;

[[gnu::always_inline]] inline Vector load_loose(const double* from) {
  return *reinterpret_cast<const LooseVector*>(from);
}
[[gnu::always_inline]] inline void store_loose(double* to, Vector v) {
  *reinterpret_cast<LooseVector*>(to) = v;
}
#if SIMD_BYTES == 64
/// The first `count` < lanes numbers, zeros behind; nothing else is touched.
[[gnu::always_inline]] inline Vector load_some(const double* from, long count) {
  return (Vector)_mm512_maskz_loadu_pd(static_cast<__mmask8>((1 << count) - 1), from);
}
[[gnu::always_inline]] inline void store_some(double* to, Vector v, long count) {
  _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1 << count) - 1), (__m512d)v);
}
#elif SIMD_BYTES == 32
[[gnu::always_inline]] inline __m256i first_lanes(long count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}
/// The first `count` < lanes numbers, zeros behind; nothing else is touched.
[[gnu::always_inline]] inline Vector load_some(const double* from, long count) {
  return (Vector)_mm256_maskload_pd(from, first_lanes(count));
}
[[gnu::always_inline]] inline void store_some(double* to, Vector v, long count) {
  _mm256_maskstore_pd(to, first_lanes(count), (__m256d)v);
}
#else
/// The first `count` < lanes numbers, zeros behind; nothing else is touched.
[[gnu::always_inline]] inline Vector load_some(const double* from, long count) {
  return Vector{count > 0 ? from[0] : 0, 0};
}
[[gnu::always_inline]] inline void store_some(double* to, Vector v, long count) {
  if (count > 0) to[0] = v[0];
}
#endif
[[gnu::always_inline]] inline Vector broadcast(double x) { return x - Vector{}; }

}  // namespace
