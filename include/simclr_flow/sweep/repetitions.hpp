#pragma once
// A sweep over seeds, with the seeds of each setting taken together.
#include <optional>
#include <vector>

#include "simclr_flow/sweep/grid.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

struct Repetitions {
  Grid grid;  ///< without the seed; without axes if that was the only one
  std::vector<PointResult> results;
};

/// Of a grid with an axis `seed`; nothing without. For every column c that has numbers: c.mean,
/// c.sd (with n - 1; of two and more) and c.n, over the n seeds that have a number there; for every
/// word w of a column, c.w: in how many seeds it stands (left out if it is the one word of all
/// points and says of no time that it is absent). A setting is done if all its seeds are, failed if
/// any is.
std::optional<Repetitions> over_seeds(const Grid& grid, const std::vector<PointResult>& results);

}  // namespace simclr_flow
