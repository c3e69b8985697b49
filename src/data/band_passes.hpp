#pragma once
// Band matrices times lines, for each instruction set. Private to data.
#include <cstddef>

namespace simclr_flow {

/// out_i = sum_k weights[i·taps + k] in_(first[i] + k) for `count` lines of `length` numbers each,
/// which stand without gaps; in and out are apart.
struct BandLines {
  const std::ptrdiff_t* first;
  const double* weights;
  long taps, count, length;
  const double* in;
  double* out;
};

using BandPass = void (*)(const BandLines&);
extern const BandPass band_passes_avx512, band_passes_avx2, band_passes_baseline;

/// That of this process: see core/instruction_set.hpp.
BandPass band_pass();

}  // namespace simclr_flow
