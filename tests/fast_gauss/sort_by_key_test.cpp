#include "fast_gauss/sort_by_key.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/random_stream.hpp"

using namespace simclr_flow;

namespace {

/// By the definition: a stable sort, cells where the keys change.
CellOrder plainly_sorted(const std::vector<std::int64_t>& keys) {
  CellOrder sorted;
  sorted.order.resize(keys.size());
  std::iota(sorted.order.begin(), sorted.order.end(), 0);
  std::ranges::stable_sort(sorted.order, {}, [&](std::uint32_t i) { return keys[i]; });
  for (std::size_t s = 0; s < keys.size(); ++s) {
    const std::int64_t key = keys[sorted.order[s]];
    if (!sorted.keys.empty() && sorted.keys.back() == key) continue;
    sorted.keys.push_back(key);
    sorted.starts.push_back(static_cast<Index>(s));
  }
  sorted.starts.push_back(static_cast<Index>(keys.size()));
  return sorted;
}

bool is_same(const CellOrder& a, const CellOrder& b) {
  return a.order == b.order && a.keys == b.keys && a.starts == b.starts;
}

/// Whether the sort is the plain one, on one thread and on two.
bool is_right(const std::vector<std::int64_t>& keys) {
  const Index before = thread_count();
  const CellOrder plain = plainly_sorted(keys);
  bool right = true;
  for (const Index threads : {1, 2}) {
    set_thread_count(threads);
    right = right && is_same(sort_by_key(keys), plain);
  }
  set_thread_count(before);
  return right;
}

std::vector<std::int64_t> random_keys(std::size_t n, double spread, std::uint32_t seed) {
  const State x = RandomStream(2026, "sort", seed).normals(static_cast<Index>(n), 1);
  std::vector<std::int64_t> keys;
  for (const double value : x) keys.push_back(static_cast<std::int64_t>(spread * value));
  return keys;
}

}  // namespace

TEST_CASE("sort by key: the stable sort, whatever the range of the keys") {
  for (const std::size_t n : {1u, 2u, 7u, 1000u, 40000u})
    for (const double spread : {0.3, 3.0, 300.0, 1e5, 1e9, 1e17})
      CHECK(is_right(random_keys(n, spread, static_cast<std::uint32_t>(n))));
  constexpr auto least = std::numeric_limits<std::int64_t>::min(),
                 most = std::numeric_limits<std::int64_t>::max();
  CHECK(is_right({}));
  CHECK(is_right({most, least, 0, -1, most, least}));
  CHECK(is_right(std::vector<std::int64_t>(1000, -5)));
}

TEST_CASE("sort by key: points of a cell in another order are caught") {
  const std::vector<std::int64_t> keys = random_keys(100, 3, 5);
  CellOrder planted = sort_by_key(keys);
  const auto first = static_cast<std::size_t>(planted.starts[1]);
  REQUIRE(planted.starts[2] > planted.starts[1] + 1);
  std::swap(planted.order[first], planted.order[first + 1]);
  CHECK_FALSE(is_same(planted, plainly_sorted(keys)));
}
