#pragma once
// What all blocks of one sum share. Private.
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "panel_points.hpp"
#include "simclr_flow/kernel_sum/cross_sum.hpp"
#include "sweeps.hpp"

namespace simclr_flow {

inline constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

/// The points of one sum, which kernel, weights and pairs.
struct PairTask {
  Eigen::Map<const Points> column_points() const { return columns->view(); }
  Eigen::Map<const Points> row_points() const { return within ? columns->view() : rows->view(); }
  /// What sums remove from all log weights first; finite where all masses are 0.
  double largest_log_weight() const {
    return log_weights.size() ? std::max(log_weights.maxCoeff(), no_log_weight) : 0;
  }

  Profile profile;
  std::shared_ptr<const ScratchPoints> rows, columns;  // rows is null within one cloud
  State log_weights;                                   // empty if all are 1
  bool within;
  Index group;
};

struct PairData {
  /// Removes the largest log weight and lays out the panels.
  explicit PairData(const PairTask& task);

  Eigen::Map<const Points> column_points() const { return columns->view(); }
  Eigen::Map<const Points> row_points() const { return within ? columns->view() : rows->view(); }
  Index column_count() const { return column_points().cols(); }
  Index row_count() const { return row_points().cols(); }
  Index dims() const { return column_points().rows(); }
  Index padded() const { return padded_count(column_count()); }
  /// The columns [first, last) that a row leaves out.
  std::pair<Index, Index> left_out(Index row) const {
    if (group == 0) return {0, 0};
    const Index first = row - row % group;
    return {first, std::min(first + group, column_count())};
  }
  /// Below this a row's sum, or its pulls, may have lost digits to underflow: a safe row takes
  /// over. Infinite for kernels that no sweep knows.
  double smallest_safe_sum() const {
    return form ? form->smallest_safe_mean * static_cast<double>(column_count()) : -minus_infinity;
  }
  /// The sweeps of the kernel; null if none knows it.
  const KernelSweeps* kernel_sweeps() const;
  SweepColumns sweep_columns() const;

  Profile profile;
  const SweepForm* form;  // the profile's own; null for kernels that no sweep knows
  std::shared_ptr<const ScratchPoints> rows, columns;  // rows is null within one cloud
  State log_weights;                                   // the largest removed; empty if all are 1
  bool within;
  Index group;
  double largest_log_weight;
  PanelPoints panels;
  ScratchArray panel_weights;
};

/// Some successive rows, as the sweeps take them.
class RowRange {
 public:
  RowRange(const PairData& data, Index first, Index count);
  SweepRows rows() const { return {u_, left_out_.data(), count_}; }

 private:
  const double* u_;
  std::vector<long> left_out_;
  Index count_;
};

/// How many rows of `arrays` arrays of pulls stay in the L2 cache; 16 at least.
Index rows_of_block(const PairData& data, Index arrays);

}  // namespace simclr_flow
