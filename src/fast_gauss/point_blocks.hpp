#pragma once
// Loops over points in the caller's order, in fixed blocks. Private.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

/// visit(begin, end) for blocks of count points, which may run in parallel.
template <class Visit>
void for_each_point_block(Index count, const Visit& visit) {
  constexpr Index points_of_block = 16384;
  parallel_ranges(count, points_of_block, visit);
}

/// Whether the condition holds for the coordinates of every point.
template <class Condition>
bool all_points(PointsView points, const Condition& holds) {
  std::atomic<bool> all = true;
  for_each_point_block(points.cols(), [&](Index begin, Index end) {
    bool here = true;
    for (Index i = begin; i < end; ++i)
      here = here && holds(points.data() + i * points.outerStride());
    if (!here) all = false;
  });
  return all;
}

/// Whether all points lie in their cells: place_piece(piece, cloud) puts those of one piece and
/// says whether they do.
template <class Cloud, class PlacePiece>
bool place_all(Cloud& cloud, const PlacePiece& place_piece) {
  std::atomic<bool> left = false;
  cloud.pieces().for_each([&](Index p) {
    if (!place_piece(cloud.pieces()[p], cloud)) left = true;
  });
  return !left;
}

/// The cloud with its points; null if one has left its cell, or the cloud is not of so many.
template <class Cloud, class PlacePiece>
std::unique_ptr<const Cloud> with_points(Index count, std::unique_ptr<Cloud> cloud,
                                         const PlacePiece& place_piece) {
  if (cloud->size() != count || !place_all(*cloud, place_piece)) return nullptr;
  return cloud;
}

/// The caller's point of a sorted one; points of a piece are anywhere in memory, and asked for
/// ahead.
inline const double* point_of(PointsView points, const SortedCloud& cloud, Index s, Index end) {
  constexpr Index ahead = 16;
  const Index stride = points.outerStride();
  __builtin_prefetch(points.data() + cloud.number(std::min(s + ahead, end - 1)) * stride);
  return points.data() + cloud.number(s) * stride;
}

/// Rounded down to so many binary digits: then multiples of it are exact, up to 2^(52 - digits).
inline double rounded_down(double x, int digits) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::floor(std::ldexp(mantissa, digits)), exponent - digits);
}

}  // namespace simclr_flow
