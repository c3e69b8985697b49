#pragma once
// What one core can do at most with the instruction set of this process, measured when asked.

namespace simclr_flow::benchmark {

/// Fused multiply-adds of doubles in a nanosecond, from registers.
double fma_peak();
/// The sums' own 2^t in a nanosecond, from and to the first cache.
double exp_peak();

/// Pairs in a nanosecond by the peak of multiply-adds: an exponential counts as 11 of them (a
/// polynomial of degree 10 and the scaling), each coordinate as 3 (the distance, the force on the
/// row, the force on the column), and everything else, loads and stores included, as free.
inline double bound(double fma_per_ns, int dims) { return fma_per_ns / (11 + 3 * dims); }

}  // namespace simclr_flow::benchmark
