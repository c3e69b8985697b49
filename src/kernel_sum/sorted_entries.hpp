#pragma once
// Between arrays in the caller's order of points and those in sorted order. Private.
#include <initializer_list>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/scratch_array.hpp"
#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

inline constexpr Index points_of_block = 8192;

/// visit(i) for all points, in blocks that may run in parallel.
template <class Visit>
void for_each_point(Index count, const Visit& visit) {
  parallel_ranges(count, points_of_block, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) visit(i);
  });
}

/// visit(s, array + stride·number(s)) for all sorted numbers s, in blocks that may run in parallel.
/// Entries lie anywhere in memory: they are asked for ahead.
template <class Number, class Visit>
void for_each_entry(const SortedCloud& cloud, Number* array, Index stride, const Visit& visit) {
  constexpr Index ahead = 24;
  parallel_ranges(cloud.size(), points_of_block, [&](Index begin, Index end) {
    for (Index s = begin; s < end; ++s) {
      __builtin_prefetch(array + stride * cloud.number(std::min(s + ahead, end - 1)), 1);
      visit(s, array + stride * cloud.number(s));
    }
  });
}

/// Vectors by sorted number, one array for each coordinate, and their factors (none: all 1).
struct SortedVectors {
  const ScratchArray& factors;
  const ScratchArray& vectors;
};

template <Index d>
void add_vectors(const SortedCloud& cloud, std::initializer_list<SortedVectors> terms,
                 PointsOut out) {
  const Index count = cloud.size();
  for_each_entry(cloud, out.data(), out.outerStride(), [&](Index s, double* at) {
    for (const SortedVectors& term : terms) {
      const double factor = term.factors.size() ? term.factors.data()[s] : 1;
      for (Index c = 0; c < d; ++c) at[c] += factor * term.vectors.data()[c * count + s];
    }
  });
}

/// Adds the vectors of every point to its column of `out` (1 to 3 rows).
inline void add_to_columns(const SortedCloud& cloud, std::initializer_list<SortedVectors> terms,
                           PointsOut out) {
  if (out.rows() == 1) return add_vectors<1>(cloud, terms, out);
  if (out.rows() == 2) return add_vectors<2>(cloud, terms, out);
  add_vectors<3>(cloud, terms, out);
}

}  // namespace simclr_flow
