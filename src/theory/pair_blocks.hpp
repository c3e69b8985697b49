#pragma once
// Rows of kernels into values and gradients, block by block. Private to theory.
#include <functional>
#include <limits>

#include "row_terms.hpp"

namespace simclr_flow::theory {

/// The log of a sum of positive numbers given by their logs.
struct LogSum {
  long double top = -std::numeric_limits<long double>::infinity(), sum = 0;

  void add(long double log_of_term);
  void add(const LogSum& other);
  long double log() const;
};

/// What a block of rows adds to a gradient: sums of (z_j - z_i) over pairs, with their sizes. All
/// numbers are in units of exp(reference).
struct GradientBlock {
  GradientBlock(Index d, Index columns);
  void rescale(long double new_reference);
  void add(const GradientBlock& other);
  /// u slopes_j (z_j - z_own) to the row's own latent, and the opposite to j.
  void add_row(const Columns& columns, const KernelRow& row, Index own, double u);
  /// weight (z_j - z_i) to i, and its opposite to j.
  void add_pull(const Columns& columns, double weight, Index i, Index j);

  Columns::Coordinates gradient;
  State sizes, pulls;  ///< sums of |terms|, and of their |weights|
  long double reference = 0;
};

/// What rows add to the value, and to the gradient.
struct RowBlock {
  explicit RowBlock(const Columns& columns, bool with_gradient)
      : gradient(columns.x.rows(), with_gradient ? columns.count() : 0) {}
  void add(const RowBlock& other);

  GradientBlock gradient;
  long double value = 0, size = 0;
  LogSum all, others;       ///< of kernels: what R takes, and the others of it
  long double by_mass = 0;  ///< sum_ij p_i p_j k_ij
  double rounding = 0;      ///< of the value
  double of_row = 0;        ///< the largest of a row's sum
};

/// Rows [begin, end), and whether a gradient is wanted.
struct RowsWanted {
  Index begin, end;
  bool gradient;
};

/// Calls add(block, workspace, row) for the rows by blocks on all threads; blocks are added up in
/// their order.
RowBlock by_blocks(const Columns& columns, const RowsWanted& wanted,
                   const std::function<KernelRow()>& workspace,
                   const std::function<void(RowBlock&, KernelRow&, Index)>& add);
/// How many rows a block has, and blocks there are.
double depth_of_blocks(Index rows);

}  // namespace simclr_flow::theory
