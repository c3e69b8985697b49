#pragma once
// The inner loops of Gaussian sums in at most 4 dimensions, for each instruction set. Private.

namespace simclr_flow {

/// Coordinate arrays x[c·padded + j] of `padded` points (a multiple of 8; those past the end far
/// away), and rate = log2(e)/(2 tau): k_ij = 2^(-rate |x_j - x_i|^2).
struct SweepPoints {
  const double* x;
  long padded;
  double rate;
};

/// One row: fills k[0, padded) with k_ij, except columns [skip_first, skip_last), which become 0;
/// returns their sum and puts sum_j k_ij (x_j - x_i) into pull[c].
using FirstSweep = double (*)(const SweepPoints& points, long row, long skip_first, long skip_last,
                              double* k, double* pull);

/// A block of rows, an even number: gradient[c·padded + j] += sum_r scale[r] k[r·padded + j]
/// (x_j - x_row(r)), row(r) = first_row + r.
using SecondSweep = void (*)(const SweepPoints& points, long first_row, long rows, const double* k,
                             const double* scale, double* gradient);

/// One row from inner products: k[j] holds x_i·x_j and becomes 2^(2 rate (x_i·x_j - half_i -
/// half[j])) with half = |x|^2/2, at most 1, for j < count, except columns [skip_first, skip_last),
/// which become 0; returns their sum.
using ProductSweep = double (*)(double* k, const double* half, double half_i, double rate,
                                long count, long skip_first, long skip_last);

inline constexpr int most_sweep_dims = 4;

struct SweepTable {
  const char* name;                   ///< avx512, avx2 or baseline
  FirstSweep first[most_sweep_dims];  ///< for d = 1, ..., 4
  SecondSweep second[most_sweep_dims];
  ProductSweep product;
};

extern const SweepTable sweeps_avx512, sweeps_avx2, sweeps_baseline;

/// The widest set of this processor; the environment variable SIMCLR_FLOW_SIMD (avx512, avx2,
/// baseline) asks for another one that it has.
const SweepTable& sweeps();

}  // namespace simclr_flow
