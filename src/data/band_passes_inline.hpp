// Included once by each band_passes_*.cpp, which is compiled for one instruction set and defines
// BAND_PASSES and SIMD_BYTES. Nothing here may be shared between sets.
#include "band_passes.hpp"
#include "core/loose_vectors.hpp"

namespace simclr_flow {
namespace {

/// Numbers at, at + 1, ... of a line: as many as `load` reads and `put` writes.
template <class Load, class Store>
[[gnu::always_inline]] inline void combine_at(const BandLines& b, long line, long at, Load load,
                                              Store put) {
  const double* in = b.in + b.first[line] * b.length + at;
  const double* const weights = b.weights + line * b.taps;
  Vector sum{};
  for (long k = 0; k < b.taps; ++k, in += b.length) sum += weights[k] * load(in);
  put(b.out + line * b.length + at, sum);
}

void combine_lines(const BandLines& b) {
  const long rest = b.length % lanes;
  for (long line = 0; line < b.count; ++line) {
    long at = 0;
    for (; at + lanes <= b.length; at += lanes) combine_at(b, line, at, load_loose, store_loose);
    if (rest > 0)
      combine_at(
          b, line, at, [rest](const double* from) { return load_some(from, rest); },
          [rest](double* to, Vector v) { store_some(to, v, rest); });
  }
}

}  // namespace

const BandPass BAND_PASSES = combine_lines;

}  // namespace simclr_flow
