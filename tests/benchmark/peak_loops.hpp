#pragma once
// Included once by each peaks_*.cpp, which is compiled for one instruction set and defines PEAKS
// and SIMD_BYTES.

namespace simclr_flow::benchmark {

/// Both loops do `rounds` rounds and return how many operations that was.
struct PeakLoops {
  double (*multiply_add)(long rounds);
  double (*exponential)(long rounds);
};
extern const PeakLoops peaks_avx512, peaks_avx2, peaks_baseline;

}  // namespace simclr_flow::benchmark

#ifdef PEAKS
#include "core/exp2.hpp"

namespace simclr_flow::benchmark {
namespace {

double multiply_add(long rounds) {
  constexpr int chains = 12;
  Vector chain[chains];
  for (Vector& c : chain) c = Vector{} + 1.0;
  Vector factor = Vector{} + 0.999, term = Vector{} + 1e-3;
  for (long r = 0; r < rounds; ++r) {
    asm volatile("" : "+x"(factor), "+x"(term));
#pragma GCC unroll 12
    for (Vector& c : chain) c = c * factor + term;
  }
  for (Vector& c : chain) asm volatile("" : "+x"(c));
  return static_cast<double>(rounds * chains * lanes);
}

double exponential(long rounds) {
  constexpr long count = 1024;
  alignas(64) static double t[count], power[count];
  for (long j = 0; j < count; ++j) t[j] = -0.01 * static_cast<double>(j);
  for (long r = 0; r < rounds; ++r) {
#pragma GCC unroll 4
    for (long j = 0; j < count; j += lanes) store(power + j, power_of_two(load(t + j)));
    asm volatile("" : : "r"(power) : "memory");
  }
  return static_cast<double>(rounds * count);
}

}  // namespace

const PeakLoops PEAKS = {multiply_add, exponential};

}  // namespace simclr_flow::benchmark
#endif
