#pragma once
// Vectors at any address, and what is left over behind the last whole one. Included as simd.hpp is.
#include "core/simd.hpp"

namespace {

using LooseVector [[gnu::vector_size(SIMD_BYTES), gnu::aligned(8)]] = double;

[[gnu::always_inline]] inline Vector load_loose(const double* from) {
  return *reinterpret_cast<const LooseVector*>(from);
}
[[gnu::always_inline]] inline void store_loose(double* to, Vector v) {
  *reinterpret_cast<LooseVector*>(to) = v;
}
/// The first `count` < lanes numbers, zeros behind.
[[gnu::always_inline]] inline Vector load_some(const double* from, long count) {
  Vector v{};
  for (long k = 0; k < lanes; ++k)
    if (k < count) v[k] = from[k];
  return v;
}
[[gnu::always_inline]] inline void store_some(double* to, Vector v, long count) {
  for (long k = 0; k < lanes; ++k)
    if (k < count) to[k] = v[k];
}
[[gnu::always_inline]] inline Vector broadcast(double x) { return x - Vector{}; }

}  // namespace
