#pragma once
// What the passes over patches share. Included as core/simd.hpp is.
#include "core/loose_vectors.hpp"
#include "patch_passes.hpp"

namespace simclr_flow {
namespace {

/// Rows of squares begin at multiples of the widest vector.
template <int P>
constexpr long patch_stride = (P + 7) / 8 * 8;

/// Zeros behind the first `count` numbers, if these are fewer than the lanes.
[[gnu::always_inline]] inline Vector load_up_to(const double* from, long count) {
  return count >= lanes ? load_loose(from) : load_some(from, count);
}
[[gnu::always_inline]] inline void store_up_to(double* to, Vector v, long count) {
  if (count >= lanes)
    store_loose(to, v);
  else
    store_some(to, v, count);
}

}  // namespace
}  // namespace simclr_flow
