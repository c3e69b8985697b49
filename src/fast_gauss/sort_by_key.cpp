#include "sort_by_key.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

constexpr int widest_digit = 11;

struct KeyedPoint {
  std::uint64_t key;  ///< less the smallest
  std::uint32_t number;
};

/// n points in fixed blocks: a function of n alone.
struct SortBlocks {
  explicit SortBlocks(Index n) : points(n), count(std::clamp<Index>(n >> 14, 1, 64)) {}
  /// visit(block, i) for all points of every block, in order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    parallel_blocks(count, [&](Index b, Index) {
      for (Index i = points * b / count; i < points * (b + 1) / count; ++i) visit(b, i);
    });
  }
  Index points, count;
};

/// put(place, i) for every i, in the stable order of digit(i) < digits; returns where each digit
/// begins, and n.
template <class Digit, class Put>
std::vector<Index> distribute(Index n, std::size_t digits, const Digit& digit, const Put& put) {
  const SortBlocks blocks(n);
  std::vector<Index> next(static_cast<std::size_t>(blocks.count) * digits, 0), begins;
  const auto slot = [&](Index b, std::size_t d) {
    return static_cast<std::size_t>(b) * digits + d;
  };
  blocks.for_each(
      [counts = next.data(), &slot, &digit](Index b, Index i) { ++counts[slot(b, digit(i))]; });
  Index begin = 0;
  for (std::size_t d = 0; d < digits; ++d) {
    begins.push_back(begin);
    for (Index b = 0; b < blocks.count; ++b) begin += std::exchange(next[slot(b, d)], begin);
  }
  begins.push_back(begin);
  blocks.for_each([&](Index b, Index i) { put(next[slot(b, digit(i))]++, i); });
  return begins;
}

/// Keys of few values: one pass, whose digits are the cells.
CellOrder sort_few_cells(std::span<const std::int64_t> keys, std::int64_t smallest, int bits) {
  CellOrder sorted;
  sorted.order.resize(keys.size());
  const auto digit = [&](Index i) {
    return static_cast<std::size_t>(keys[static_cast<std::size_t>(i)] - smallest);
  };
  const std::vector<Index> begins = distribute(
      static_cast<Index>(keys.size()), std::size_t{1} << bits, digit, [&](Index place, Index i) {
        sorted.order[static_cast<std::size_t>(place)] = static_cast<std::uint32_t>(i);
      });
  for (std::size_t d = 0; d + 1 < begins.size(); ++d)
    if (begins[d] < begins[d + 1]) {
      sorted.keys.push_back(smallest + static_cast<std::int64_t>(d));
      sorted.starts.push_back(begins[d]);
    }
  sorted.starts.push_back(begins.back());
  return sorted;
}

std::vector<KeyedPoint> sorted_by_digits(std::span<const std::int64_t> keys, std::int64_t smallest,
                                         int bits) {
  const Index n = static_cast<Index>(keys.size());
  std::vector<KeyedPoint> from(keys.size()), to(keys.size());
  SortBlocks(n).for_each([&](Index, Index i) {
    const auto at = static_cast<std::size_t>(i);
    from[at] = {static_cast<std::uint64_t>(keys[at]) - static_cast<std::uint64_t>(smallest),
                static_cast<std::uint32_t>(i)};
  });
  const int passes = (bits + widest_digit - 1) / widest_digit, width = (bits + passes - 1) / passes;
  for (int shift = 0; shift < bits; shift += width) {
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    distribute(
        n, std::size_t{1} << width,
        [&](Index i) {
          return static_cast<std::size_t>(from[static_cast<std::size_t>(i)].key >> shift & mask);
        },
        [&](Index place, Index i) {
          to[static_cast<std::size_t>(place)] = from[static_cast<std::size_t>(i)];
        });
    from.swap(to);
  }
  return from;
}

CellOrder sort_many_cells(std::span<const std::int64_t> keys, std::int64_t smallest, int bits) {
  const std::vector<KeyedPoint> points = sorted_by_digits(keys, smallest, bits);
  CellOrder sorted;
  sorted.order.resize(keys.size());
  for (std::size_t s = 0; s < points.size(); ++s) {
    sorted.order[s] = points[s].number;
    if (s > 0 && points[s].key == points[s - 1].key) continue;
    sorted.keys.push_back(keys[points[s].number]);
    sorted.starts.push_back(static_cast<Index>(s));
  }
  sorted.starts.push_back(static_cast<Index>(points.size()));
  return sorted;
}

}  // namespace

CellOrder sort_by_key(std::span<const std::int64_t> keys) {
  if (keys.empty()) return {{}, {}, {0}};
  const auto [smallest, largest] = std::ranges::minmax(keys);
  const std::uint64_t range =
      static_cast<std::uint64_t>(largest) - static_cast<std::uint64_t>(smallest);
  const int bits = static_cast<int>(std::bit_width(range));
  return bits <= widest_digit ? sort_few_cells(keys, smallest, bits)
                              : sort_many_cells(keys, smallest, bits);
}

}  // namespace simclr_flow
