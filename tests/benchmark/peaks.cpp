#include "peaks.hpp"

#include <algorithm>
#include <chrono>

#include "peak_loops.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow::benchmark {
namespace {

const PeakLoops& loops() {
  return instruction_set() == "avx512" ? peaks_avx512
         : instruction_set() == "avx2" ? peaks_avx2
                                       : peaks_baseline;
}

/// The best of a few short runs: a peak is what nothing disturbed.
double best_rate(double (*loop)(long), long rounds) {
  double best = 0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto begin = std::chrono::steady_clock::now();
    const double done = loop(rounds);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    best = std::max(best, done / took.count());
  }
  return best;
}

}  // namespace

double fma_peak() { return best_rate(loops().multiply_add, 200'000); }
double exp_peak() { return best_rate(loops().exponential, 5'000); }

}  // namespace simclr_flow::benchmark
