#include "panel_points.hpp"

#include <algorithm>

#include "point_parts.hpp"

namespace simclr_flow {

PanelPoints::PanelPoints(Index dims, Index count)
    : dims_(dims), count_(count), x_(dims * padded_count(count)) {
  std::fill_n(x_.data(), x_.size(), 0.0);
}

PanelPoints::PanelPoints(PointsView points)
    : dims_(points.rows()), count_(points.cols()), x_(dims_ * padded_count(count_)) {
  for_each_part_of(padded_count(count_), x_.size(), [&](Index begin, Index end) {
    double* panel = x_.data() + begin * dims_;
    for (; begin < end; begin += panel_columns, panel += dims_ * panel_columns)
      for (Index k = 0; k < panel_columns; ++k)
        for (Index c = 0; c < dims_; ++c)
          panel[c * panel_columns + k] = begin + k < count_ ? points(c, begin + k) : 0;
  });
}

void PanelPoints::add_to(PointsOut out) const {
  const double* panel = x_.data();
  for (Index begin = 0; begin < count_; begin += panel_columns, panel += dims_ * panel_columns)
    for (Index k = 0; k < std::min(panel_columns, count_ - begin); ++k)
      for (Index c = 0; c < dims_; ++c) out(c, begin + k) += panel[c * panel_columns + k];
}

}  // namespace simclr_flow
