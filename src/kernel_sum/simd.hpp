#pragma once
// Vectors of SIMD_BYTES bytes, which each file that is compiled for one instruction set defines.
// Everything here has internal linkage: nothing is shared between sets.
#include <cstddef>
#include <cstdint>

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
/// By halves, so that few additions wait for each other.
[[gnu::always_inline]] inline double sum_of(Vector v) {
  Integers lane;
  for (long k = 0; k < lanes; ++k) lane[k] = static_cast<std::uint64_t>(k);
#pragma GCC unroll 4
  for (std::uint64_t half = lanes / 2; half > 0; half /= 2) v += __builtin_shuffle(v, lane + half);
  return v[0];
}

}  // namespace
