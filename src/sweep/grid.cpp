#include "simclr_flow/sweep/grid.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// Whether a key is another, or a table that holds it.
bool holds(const std::string& key, const std::string& other) {
  return other == key || other.starts_with(key + ".");
}

void require_own_keys(const std::vector<Axis>& axes) {
  for (std::size_t a = 0; a < axes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const std::string &first = axes[b].key, &second = axes[a].key;
      if (first == second)
        throw InputError(fmt::format("--over {}={}: the key has an axis already, --over {}={}",
                                     second, axes[a].given, first, axes[b].given));
      if (holds(first, second) || holds(second, first))
        throw InputError(fmt::format("--over {}={}: one of the keys {} and {} holds the other",
                                     second, axes[a].given, first, second));
    }
}

}  // namespace

Grid::Grid(std::vector<Axis> axes) : axes_(std::move(axes)), size_(1) {
  if (axes_.empty())
    throw InputError(
        "sweep: at least one --over key=values is needed, e.g. --over "
        "energy.temperature=logspace(1e-2,1,9)");
  require_own_keys(axes_);
  for (const Axis& axis : axes_) {
    size_ *= std::ssize(axis.values);
    if (size_ > largest_sweep)
      throw InputError(
          fmt::format("sweep: the product of the axes has more than {} points: take "
                      "fewer values, or several sweeps",
                      largest_sweep));
  }
}

std::vector<AxisValue> Grid::values(Index point) const {
  std::vector<AxisValue> values(axes_.size());
  for (std::size_t a = axes_.size(); a-- > 0;) {
    const auto count = std::ssize(axes_[a].values);
    values[a] = axes_[a].values[static_cast<std::size_t>(point % count)];
    point /= count;
  }
  return values;
}

std::vector<std::string> Grid::overrides(Index point) const {
  std::vector<std::string> options;
  const auto all = values(point);
  for (std::size_t a = 0; a < axes_.size(); ++a)
    options.push_back(axes_[a].key + "=" + all[a].text);
  return options;
}

std::string Grid::describe(Index point) const {
  std::vector<std::string> parts;
  const auto all = values(point);
  for (std::size_t a = 0; a < axes_.size(); ++a) parts.push_back(axes_[a].key + "=" + all[a].label);
  return fmt::format("{}", fmt::join(parts, ", "));
}

Grid parse_grid(const std::vector<std::string>& over, const std::vector<std::string>& overrides) {
  std::vector<Axis> axes;
  for (const std::string& option : over) axes.push_back(parse_axis(option));
  Grid grid(std::move(axes));
  for (const Axis& axis : grid.axes())
    for (const std::string& option : overrides)
      if (holds(axis.key, option.substr(0, option.find('='))))
        throw InputError(fmt::format("--set {}: --over {}={} gives the key its values", option,
                                     axis.key, axis.given));
  return grid;
}

bool Shard::overlaps(const Shard& other) const {
  return (number - other.number) % std::gcd(count, other.count) == 0;
}

Shard parse_shard(const std::string& text) {
  Shard shard;
  const char *begin = text.data(), *end = begin + text.size();
  const auto [slash, bad_number] = std::from_chars(begin, end, shard.number);
  const bool divided = bad_number == std::errc{} && slash != end && *slash == '/';
  const auto [rest, bad_count] = std::from_chars(divided ? slash + 1 : end, end, shard.count);
  if (!divided || bad_count != std::errc{} || rest != end || shard.number < 1 ||
      shard.number > shard.count)
    throw InputError(
        fmt::format("--shard {}: must be i/n with 1 <= i <= n, e.g. 2/8 for the second of eight "
                    "parts",
                    shown(text)));
  return shard;
}

}  // namespace simclr_flow
