#pragma once
// Points in panels of 8, as the sweeps read them: see sweeps.hpp. Private.
#include "simclr_flow/core/scratch_array.hpp"
#include "sweeps.hpp"

namespace simclr_flow {

inline constexpr Index panel_columns = panel_width;

/// How many points the panels of `count` points have room for.
inline Index padded_count(Index count) {
  return (count + panel_columns - 1) / panel_columns * panel_columns;
}

/// d×N points in panels; past the end stand zeros.
class PanelPoints {
 public:
  PanelPoints() = default;
  /// All zero.
  PanelPoints(Index dims, Index count);
  explicit PanelPoints(PointsView points);

  double* data() const { return x_.data(); }
  bool is_empty() const { return x_.size() == 0; }
  double& at(Index c, Index j) const {
    return x_.data()[(j / panel_columns * dims_ + c) * panel_columns + j % panel_columns];
  }
  /// out += these points.
  void add_to(PointsOut out) const;

 private:
  Index dims_ = 0, count_ = 0;
  ScratchArray x_;
};

/// A copy of some points, in scratch memory.
class ScratchPoints {
 public:
  ScratchPoints() = default;
  explicit ScratchPoints(PointsView points)
      : memory_(points.size()), dims_(points.rows()), count_(points.cols()) {
    Eigen::Map<Points>(memory_.data(), dims_, count_) = points;
  }
  Eigen::Map<const Points> view() const { return {memory_.data(), dims_, count_}; }

 private:
  ScratchArray memory_;
  Index dims_ = 0, count_ = 0;
};

}  // namespace simclr_flow
