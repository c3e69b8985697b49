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
/// applies all shifts in order, with draws of its own from the stream `views`. Substream 0 holds
/// the fixed views of a run, the others those of its steps (ViewSampler). No shifts: every view is
/// the data point itself.
Points draw_views(const Points& data, Index count, const std::vector<Shift>& shifts,
                  std::uint64_t seed, std::uint32_t substream = 0);

}  // namespace simclr_flow
