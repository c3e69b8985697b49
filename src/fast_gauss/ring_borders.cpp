#include "ring_borders.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

/// Bins are narrower than cells: an angle grows by at most 2 where turn_of grows by 1.
constexpr Index bins_of_cell = 4;

}  // namespace

/// A function from 0 to 4 that grows with the angle, cheaper than it.
double RingBorders::turn_of(double x, double y) {
  const double t = y / (std::abs(x) + std::abs(y)), left = x < 0, below = y < 0;  // no branches
  return t + left * (2 - 2 * t) + (1 - left) * below * 4;
}

RingBorders::Direction RingBorders::direction_at(long double cells) const {
  const long double angle =
      2 * std::numbers::pi_v<long double> * cells / static_cast<long double>(count_);
  return {static_cast<double>(std::cos(angle)), static_cast<double>(std::sin(angle))};
}

RingBorders::RingBorders(Index count) : count_(count) {
  for (Index c = 0; c <= count; ++c)
    borders_.push_back(direction_at(static_cast<long double>(c % count)));
  std::int64_t cell = 0;
  for (Index bin = 0; bin < bins_of_cell * count; ++bin) {
    const double turn = 4 * static_cast<double>(bin) / static_cast<double>(bins_of_cell * count);
    while (cell + 1 < count && turn_of(borders_[static_cast<std::size_t>(cell) + 1].cosine,
                                       borders_[static_cast<std::size_t>(cell) + 1].sine) <= turn)
      ++cell;
    guesses_.push_back(static_cast<std::int32_t>(cell));
  }
}

std::int64_t RingBorders::cell_of(double x, double y) const {
  const double bins = static_cast<double>(guesses_.size());
  const double bin = std::clamp(turn_of(x, y) * bins / 4, 0.0, bins - 1);
  std::int64_t cell = guesses_[static_cast<std::size_t>(bin)];
  cell += borders_[static_cast<std::size_t>(cell) + 1].has_to_its_left(x, y);
  if (cell == count_) cell = 0;
  // The guess was as good as exact arithmetic would make it, but for rounding.
  while (borders_[static_cast<std::size_t>(cell) + 1].has_to_its_left(x, y))
    cell = cell + 1 == count_ ? 0 : cell + 1;
  while (!borders_[static_cast<std::size_t>(cell)].has_to_its_left(x, y))
    cell = cell == 0 ? count_ - 1 : cell - 1;
  return cell;
}

}  // namespace simclr_flow
