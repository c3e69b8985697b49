#pragma once
#include <string>
#include <vector>

#include "simclr_flow/sweep/axis.hpp"

namespace simclr_flow {

/// The product of axes: point k = 0 ... size() - 1 has a value on each, the last axis moving
/// fastest.
class Grid {
 public:
  Grid() = default;
  /// Throws InputError for no axes, for axes of one key or of a key inside another's, and for more
  /// than largest_sweep points.
  explicit Grid(std::vector<Axis> axes);

  Index size() const { return size_; }
  const std::vector<Axis>& axes() const { return axes_; }
  /// The value on every axis.
  std::vector<AxisValue> values(Index point) const;
  /// `key=text` of every axis, as `--set` takes it.
  std::vector<std::string> overrides(Index point) const;
  /// "energy.temperature=0.1, data.count=4".
  std::string describe(Index point) const;

 private:
  std::vector<Axis> axes_;
  Index size_ = 0;
};

/// The grid of the options `--over`, beside which `overrides` (`--set`) may not have the same keys.
/// Throws InputError.
Grid parse_grid(const std::vector<std::string>& over, const std::vector<std::string>& overrides);

/// A part of a grid, disjoint from the other parts of `count`: the points k = number - 1 mod count.
struct Shard {
  Index number = 1, count = 1;

  bool has(Index point) const { return point % count == number - 1; }
  /// Whether there can be points that both have.
  bool overlaps(const Shard& other) const;
};

/// Reads "i/n", 1 <= i <= n. Throws InputError.
Shard parse_shard(const std::string& text);

}  // namespace simclr_flow
