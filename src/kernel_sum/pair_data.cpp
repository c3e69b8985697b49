#include "pair_data.hpp"

#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

/// The columns in panels: see sweeps.hpp.
void lay_out(Eigen::Map<const Points> columns, double* x) {
  const Index dims = columns.rows(), count = columns.cols();
  for (Index begin = 0; begin < count; begin += panel_columns, x += dims * panel_columns)
    for (Index k = 0; k < panel_columns; ++k)
      for (Index c = 0; c < dims; ++c)
        x[c * panel_columns + k] = begin + k < count ? columns(c, begin + k) : 0;
}

}  // namespace

PairData::PairData(Profile given_profile, ScratchPoints given_rows, ScratchPoints given_columns,
                   State given_log_weights, bool is_within, Index given_group)
    : profile(given_profile),
      rows(std::move(given_rows)),
      columns(std::move(given_columns)),
      log_weights(std::move(given_log_weights)),
      within(is_within),
      group(given_group),
      panels(panel_count() * panel_columns * dims()),
      panel_weights(panel_count() * panel_columns) {
  if (log_weights.size()) {
    largest_log_weight = std::max(log_weights.maxCoeff(), -1e300);
    log_weights.array() -= largest_log_weight;
  }
  lay_out(column_points(), panels.data());
  for (Index j = 0; j < panel_weights.size(); ++j) {
    const double log_weight = j >= column_count()  ? minus_infinity
                              : log_weights.size() ? log_weights[j]
                                                   : 0;
    panel_weights.data()[j] = is_gauss() ? std::max(log_weight * std::numbers::log2e, no_log_weight)
                                         : std::exp(log_weight);
  }
}

SweepColumns PairData::sweep_columns() const {
  const double rate = (is_gauss() ? std::numbers::log2e : 1) / (2 * profile.temperature);
  return {panels.data(), panel_weights.data(), panel_count(), static_cast<int>(dims()), rate};
}

}  // namespace simclr_flow
