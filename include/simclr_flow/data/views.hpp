#pragma once
#include <vector>

#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {

/// x -> x + scale·xi·direction, xi ~ N(0,1) drawn for every view of every sample.
struct Shift {
  State direction;
  double scale = 1;
};

/// The views of a dataset, D×(n·count): view a of sample i is column i·count + a. Every view
/// applies all shifts in order, with draws of its own from the stream `views`; drawn once, so the
/// views are fixed for the whole run. No shifts: every view is the data point itself.
Points draw_views(const Points& data, Index count, const std::vector<Shift>& shifts,
                  std::uint64_t seed);

}  // namespace simclr_flow
