#pragma once
// What all blocks of one sum share. Private.
#include <algorithm>
#include <limits>
#include <utility>

#include "simclr_flow/core/scratch_array.hpp"
#include "simclr_flow/kernel_sum/cross_sum.hpp"
#include "sweeps.hpp"

namespace simclr_flow {

inline constexpr double minus_infinity = -std::numeric_limits<double>::infinity();
inline constexpr Index panel_columns = 8;

/// A copy of some points in scratch memory.
class ScratchPoints {
 public:
  ScratchPoints() = default;
  template <class Given>
  explicit ScratchPoints(const Given& given)
      : memory_(given.size()), dims_(given.rows()), count_(given.cols()) {
    Eigen::Map<Points>(memory_.data(), dims_, count_) = given;
  }
  Eigen::Map<const Points> view() const { return {memory_.data(), dims_, count_}; }

 private:
  ScratchArray memory_;
  Index dims_ = 0, count_ = 0;
};

struct PairData {
  /// Removes the largest log weight and lays out the panels.
  PairData(Profile profile, ScratchPoints rows, ScratchPoints columns, State log_weights,
           bool within, Index group);

  Eigen::Map<const Points> column_points() const { return columns.view(); }
  Eigen::Map<const Points> row_points() const { return within ? columns.view() : rows.view(); }
  Index column_count() const { return column_points().cols(); }
  Index row_count() const { return row_points().cols(); }
  Index dims() const { return column_points().rows(); }
  Index panel_count() const { return (column_count() + panel_columns - 1) / panel_columns; }
  /// The columns [first, last) that a row leaves out.
  std::pair<Index, Index> left_out(Index row) const {
    if (group == 0) return {0, 0};
    const Index first = row - row % group;
    return {first, std::min(first + group, column_count())};
  }
  bool is_gauss() const { return profile.kind == Profile::Kind::gauss; }
  SweepColumns sweep_columns() const;

  Profile profile;
  ScratchPoints rows, columns;  // rows is empty within one cloud
  State log_weights;            // the largest removed; empty if all are 1
  bool within;
  Index group;
  double largest_log_weight = 0;
  ScratchArray panels, panel_weights;
};

}  // namespace simclr_flow
