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

/// One side of a sum by inner products: point i, less the centre of all, stands at point[i ·
/// stride], and as given at exact[i · dims]. Past the end stand zeros, to a multiple of 8 points.
struct WideSide {
  const double* point;
  const double* exact;
  const double* square;  ///< rate |point|^2
  const double* mass;    ///< what a pair is weighted by in the other side's sums
  const double* scale;   ///< what a pair is weighted by in the forces
};

/// Rows [first_row, end_row) against columns [begin, end), all multiples of 8. Row i leaves out the
/// columns [left_out[2i], left_out[2i+1]); in a triangle, where columns are the rows, those up to i
/// among them. The columns' points stand in panels once more.
struct WideTile {
  WideSide rows, columns;
  const double* panels;
  int dims;
  long stride;
  double rate, near_part;
  KernelSetting at;
  const long* left_out;
  bool triangle;
  long first_row, end_row, begin, end;

  /// The first panel that row i takes a column of, begin or later.
  long first_panel(long i) const { return (triangle && i > begin ? i : begin) / panel_width; }
};

/// What the points of one side receive: points[i · stride] is sum_j c_ij z_j, where pairs are so
/// near that this would cost digits sum_j c_ij (z_j - z_i), and total[i] sum_j c_ij of the pairs
/// that are not.
struct WideForces {
  double* points;
  double* total;
};

/// Adds sum_j m_j k_ij to sum[i] of the rows, and the same to those of the columns.
using WideSums = void (*)(const WideTile& tile, double* row_sum, double* column_sum);

/// Fills coefficient[(i - first_row) · (end - begin + 8) + j - begin] with c_ij = k tau (-e')
/// (scale_i m_j + m_i scale_j), 0 for pairs that are near, and adds those pairs' forces and all
/// totals.
using WidePulls = void (*)(const WideTile& tile, double* coefficient, const WideForces& rows,
                           const WideForces& columns);

/// Adds sum_j c_ij z_j to the points of the rows, and the same to those of the columns.
using WideProducts = void (*)(const WideTile& tile, const double* coefficient,
                              const WideForces& rows, const WideForces& columns);

inline constexpr int fixed_sweep_dims = 4;

/// What depends on the kernel; first for d = 1, ..., 4, then for any d.
struct KernelSweeps {
  FirstSweep first[fixed_sweep_dims + 1];
  FirstBend first_bend;
  WideSums wide_sums;
  WidePulls wide_pulls;
};

struct SweepTable {
  const char* name;             ///< avx512, avx2 or baseline
  const KernelSweeps* kernels;  ///< in the order of kernel_list.hpp
  SecondSweep second[fixed_sweep_dims + 1];
  SecondBend second_bend;
  WideProducts wide_products;
};

extern const SweepTable sweeps_avx512, sweeps_avx2, sweeps_baseline;

/// The widest set of this processor; the environment variable SIMCLR_FLOW_SIMD (avx512, avx2,
/// baseline) asks for another one that it has.
const SweepTable& sweeps();

}  // namespace simclr_flow
