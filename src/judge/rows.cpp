#include "rows.hpp"

#include <algorithm>
#include <cmath>

namespace simclr_flow {

std::vector<std::size_t> evenly_spaced(std::size_t of, std::size_t count) {
  const std::size_t chosen = std::min(of, count);
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < chosen; ++k)
    numbers.push_back(chosen == 1 ? 0 : k * (of - 1) / (chosen - 1));
  return numbers;
}

std::optional<std::size_t> row_at(const std::vector<double>& times, double time) {
  const auto from = std::ranges::lower_bound(times, time * (1 - 1e-12));
  const auto to = std::ranges::upper_bound(times, time * (1 + 1e-12));
  if (from == to) return std::nullopt;
  // Steps that have become as short as rounding have several.
  const auto nearest =
      std::ranges::min_element(from, to, {}, [time](double t) { return std::abs(t - time); });
  return static_cast<std::size_t>(nearest - times.begin());
}

std::optional<std::size_t> observable_row(const StoredFlow& flow, std::size_t frame) {
  return row_at(flow.observables_clock.time, flow.frames.time.at(frame));
}

}  // namespace simclr_flow
