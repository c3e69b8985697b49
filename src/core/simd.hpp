#pragma once
// Vectors of SIMD_BYTES bytes, which each file that is compiled for one instruction set defines.
// Everything here has internal linkage: nothing is shared between sets.
#include <cstddef>
#include <cstdint>
#if SIMD_BYTES == 64
#include <immintrin.h>
#endif

namespace {

using Vector [[gnu::vector_size(SIMD_BYTES)]] = double;
using Integers [[gnu::vector_size(SIMD_BYTES)]] = std::uint64_t;

template <int n>
using Vectors = Vector[static_cast<std::size_t>(n)];
template <int rows, int columns>
using VectorTable = Vector[static_cast<std::size_t>(rows)][static_cast<std::size_t>(columns)];

constexpr long lanes = SIMD_BYTES / 8;

[[gnu::always_inline]] inline Vector load(const double* from) {
  return *reinterpret_cast<const Vector*>(from);
}
[[gnu::always_inline]] inline void store(double* to, Vector v) {
  *reinterpret_cast<Vector*>(to) = v;
}

// Where compilers differ.
#if defined(__clang__)
/// Lane k of the result is lane from[k] of v; of constants clang makes one instruction.
[[gnu::always_inline]] inline Vector shuffled(Vector v, Integers from) {
  Vector result;
  for (std::size_t k = 0; k < lanes; ++k) result[k] = v[from[k] % lanes];
  return result;
}
#if SIMD_BYTES == 64
/// Lane k is entry from[k] % 16 of a table whose halves are a and b.
[[gnu::always_inline]] inline Integers looked_up(Integers a, Integers b, Integers from) {
  return (Integers)_mm512_permutex2var_epi64((__m512i)a, (__m512i)from, (__m512i)b);
}
#endif
#else
[[gnu::always_inline]] inline Vector shuffled(Vector v, Integers from) {
  return __builtin_shuffle(v, from);
}
[[gnu::always_inline]] inline Integers looked_up(Integers a, Integers b, Integers from) {
  return __builtin_shuffle(a, b, from);
}
#endif

#if SIMD_BYTES == 64
// Masked with all lanes kept: gcc 12 warns of what its other forms leave undefined.
/// a + b, rounded downwards.
[[gnu::always_inline]] inline Vector sum_downwards(Vector a, Vector b) {
  return (Vector)_mm512_maskz_add_round_pd(0xff, (__m512d)a, (__m512d)b,
                                           _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
/// v less the largest multiple of 1/16 up to it; 0 where v is infinite.
[[gnu::always_inline]] inline Vector rest_of_sixteenths(Vector v) {
  return (Vector)_mm512_maskz_reduce_pd(0xff, (__m512d)v, 4 << 4 | _MM_FROUND_TO_NEG_INF);
}
/// v times 2 to the power of the largest integer up to `power`; 0 where power < least.
[[gnu::always_inline]] inline Vector times_whole_power(Vector v, Vector power, double least) {
  const __mmask8 kept = _mm512_cmp_pd_mask((__m512d)power, _mm512_set1_pd(least), _CMP_NLT_UQ);
  return (Vector)_mm512_maskz_scalef_pd(kept, (__m512d)v, (__m512d)power);
}
#endif

/// By halves, so that few additions wait for each other.
[[gnu::always_inline]] inline double sum_of(Vector v) {
  Integers lane;
  for (long k = 0; k < lanes; ++k) lane[k] = static_cast<std::uint64_t>(k);
#pragma GCC unroll 4
  for (std::uint64_t half = lanes / 2; half > 0; half /= 2) v += shuffled(v, lane + half);
  return v[0];
}

}  // namespace
