#pragma once
// Laws of gauss_grid.hpp that are tried alike on every space.
#include <doctest/doctest.h>

#include "gauss_samples.hpp"
#include "losing_grid.hpp"
#include "plain_gauss.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow::test {

inline bool is_same(const FastGauss& a, const FastGauss& b) {
  return a.value == b.value && a.gradient == b.gradient && a.value_bound == b.value_bound &&
         a.gradient_bound == b.gradient_bound;
}

/// Sums at y are the same bits for any number of threads, and by sorts that began with the cells of
/// y or of points that moved.
inline void check_independence(const GaussGrid& grid, const Points& y, const Points& moved) {
  const Index n = y.cols(), before = thread_count();
  const State q = sample_charges(n, 8);
  set_thread_count(1);
  const FastGauss one = fast_gauss(grid, y, &q, y);
  set_thread_count(2);
  CHECK(is_same(one, fast_gauss(grid, y, &q, y)));
  for (const Points* earlier : {&y, &moved}) {
    const auto known = grid.sort(*earlier), again = grid.sort(y, known.get());
    CHECK((again->shared_cells() == known->shared_cells()) == (earlier == &y));
    State value(n), fresh(n);
    grid.sums({*again}, {*again, value.data()});
    grid.sums({*grid.sort(y)}, {*grid.sort(y), fresh.data()});
    CHECK(value == fresh);
  }
  set_thread_count(before);
}

/// The number of the sources' cell that is the target's cell, or the next by key.
inline Index cell_of_sources_at(const SortedCloud& from, const SortedCloud& to, Index target) {
  const auto& keys = from.cells().keys;
  const auto at = std::ranges::lower_bound(keys, to.cells().keys[static_cast<std::size_t>(target)]);
  REQUIRE(at != keys.end());
  return at - keys.begin();
}

/// A cell of sources that is lost, at the middle one of the targets' cells or at all, is seen in
/// values, and in gradients by `least` times what is allowed.
inline void check_lost_cell(const GaussGrid& grid, const Points& y, const State& q, const Points& x,
                            double tau, double accuracy, double least) {
  const auto from = grid.sort(y), to = grid.sort(x);
  const Index target = to->cells().cells() / 2;
  const Index source = cell_of_sources_at(*from, *to, target);
  for (const Index everywhere : {target, Index{-1}}) {
    const LosingGrid planted(grid, source, everywhere);
    const GaussErrors wrong = errors_of(fast_gauss(planted, y, &q, x), tau, accuracy, y, q, x);
    CHECK(wrong.value > 1e3);
    CHECK(wrong.gradient > least);
  }
}

}  // namespace simclr_flow::test
