#pragma once
// The inner loops of kernel sums, for each instruction set. Private.
#include <cstddef>

#include "kernel_setting.hpp"

namespace simclr_flow {

/// Columns stand in panels of this many: a cache line for each of their coordinates.
inline constexpr long panel_width = 8;

/// N columns v in panels of 8: coordinate c of column j stands at x[(j/8 · dims + c) · 8 + j%8].
/// weight[j] is log2 m_j or m_j, as the kernel wants; columns past the end are at 0 with the weight
/// `no_log_weight` or 0. rate and at are those of the SweepForm.
struct SweepColumns {
  const double* x;
  const double* weight;
  long panels;
  int dims;
  double rate;
  KernelSetting at;
};
inline constexpr double no_log_weight = -1e300;

/// How the sweeps take a kernel at one temperature and values of its parameters: see
/// kernel_list.hpp.
struct SweepForm {
  std::size_t number;  ///< of the kernel in the list
  bool weights_are_logs;
  double rate, smallest_safe_mean;
  KernelSetting at;
};

/// A block of rows: u[r · dims + c]. Row r leaves out the columns [left_out[2r], left_out[2r+1]).
struct SweepRows {
  const double* u;
  const long* left_out;
  long count;
};

/// Fills pull[(j/8 · rows + r) · 8 + j%8] with m_j k tau (-e'), sum[r] with sum_j m_j k, and
/// force[r · dims + c] with sum_j pull_rj (v_j - u_r).
using FirstSweep = void (*)(const SweepColumns& columns, const SweepRows& rows, double* pull,
                            double* sum, double* force);

/// Adds sum_r scale[r] pull_rj (u_r - v_j) to reaction, which stands as x does.
using SecondSweep = void (*)(const SweepColumns& columns, const SweepRows& rows, const double* pull,
                             const double* scale, double* reaction);

/// Directions of rows (as u), of columns (as x) and of the log m_j (as weight; null if they stay),
/// and 1/tau.
struct SweepDirections {
  const double* rows;
  const double* columns;
  const double* log_weights;
  double inverse_temperature;
};

/// Of a block of rows: pull, sum and force as above, and their derivatives along the directions
/// (force_dot without what the rows' weights change).
struct SweepBend {
  double *pull, *pull_dot, *sum, *sum_dot, *force, *force_dot;
};
using FirstBend = void (*)(const SweepColumns& columns, const SweepRows& rows,
                           const SweepDirections& along, const SweepBend& out);

/// The derivative of SecondSweep, scale_dot that of scale; spoils bend.pull and bend.pull_dot.
using SecondBend = void (*)(const SweepColumns& columns, const SweepRows& rows,
                            const SweepDirections& along, const SweepBend& bend,
                            const double* scale, const double* scale_dot, double* reaction);

inline constexpr int fixed_sweep_dims = 4;

/// What depends on the kernel; first for d = 1, ..., 4, then for any d.
struct KernelSweeps {
  FirstSweep first[fixed_sweep_dims + 1];
  FirstBend first_bend;
};

struct SweepTable {
  const char* name;             ///< avx512, avx2 or baseline
  const KernelSweeps* kernels;  ///< in the order of kernel_list.hpp
  SecondSweep second[fixed_sweep_dims + 1];
  SecondBend second_bend;
};

extern const SweepTable sweeps_avx512, sweeps_avx2, sweeps_baseline;

/// The widest set of this processor; the environment variable SIMCLR_FLOW_SIMD (avx512, avx2,
/// baseline) asks for another one that it has.
const SweepTable& sweeps();

}  // namespace simclr_flow
