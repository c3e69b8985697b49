#include "simclr_flow/data/standardise.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

struct Coordinate {
  double mean = 0, deviation = 0;
};

/// In two passes, and scaled: large means lose no digits, large values do not overflow.
Coordinate coordinate_of(const Eigen::Ref<const Eigen::RowVectorXd>& x) {
  if (x.maxCoeff() == x.minCoeff()) return {x[0], 0};
  const auto n = static_cast<double>(x.size());
  double mean = (x / n).sum();
  mean += ((x.array() - mean) / n).sum();
  const double largest = (x.array() - mean).abs().maxCoeff();
  return {mean, largest * std::sqrt(((x.array() - mean) / largest).square().sum() / n)};
}

[[noreturn]] void refuse(Index coordinate, const Dataset& data, const std::string& what) {
  throw InputError(fmt::format(
      "[data] standardise: coordinate {} of {} {} beyond what a double holds: rescale it",
      coordinate + 1, data.source, what));
}

}  // namespace

void standardise(Split& split) {
  if (split.training.count() == 0) return;
  for (Index c = 0; c < split.training.points.rows(); ++c) {
    const auto [mean, deviation] = coordinate_of(split.training.points.row(c));
    if (!std::isfinite(mean) || !std::isfinite(deviation))
      refuse(c, split.training, "has a mean or deviation");
    for (Dataset* data : {&split.training, &split.test}) {
      if (data->count() == 0) continue;
      auto row = data->points.row(c).array();
      if (deviation > 0)
        row = (row - mean) / deviation;
      else
        row.setZero();
      if (!row.allFinite()) refuse(c, *data, "becomes a value");
    }
  }
  for (Dataset* data : {&split.training, &split.test})
    if (data->count() > 0) data->source += "; standardised";
}

}  // namespace simclr_flow
