#pragma once
// Transport by its definition: the best of all permutations, for up to eight points.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::test {

/// The least sum of cost(i, permutation(i)) over all permutations.
inline double least_cost(const Points& cost) {
  std::vector<Index> column(static_cast<std::size_t>(cost.rows()));
  std::iota(column.begin(), column.end(), Index{0});
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (Index i = 0; i < cost.rows(); ++i) sum += cost(i, column[static_cast<std::size_t>(i)]);
    least = std::min(least, sum);
  } while (std::ranges::next_permutation(column).found);
  return least;
}

/// W_2 by all permutations; `squared_distance` of two columns.
template <class SquaredDistance>
double plain_w2(const Points& a, const Points& b, const SquaredDistance& squared_distance) {
  Points cost(a.cols(), b.cols());
  for (Index i = 0; i < a.cols(); ++i)
    for (Index j = 0; j < b.cols(); ++j) cost(i, j) = squared_distance(a.col(i), b.col(j));
  return std::sqrt(least_cost(cost) / static_cast<double>(a.cols()));
}

inline double squared_chord(const State& x, const State& y) { return (x - y).squaredNorm(); }

inline double squared_arc(const State& x, const State& y) {
  const double angle =
      std::remainder(std::atan2(x[1], x[0]) - std::atan2(y[1], y[0]), 2 * std::numbers::pi);
  return angle * angle;
}

inline Points on_circle(const State& angles) {
  Points z(2, angles.size());
  z.row(0) = angles.array().cos().transpose();
  z.row(1) = angles.array().sin().transpose();
  return z;
}

}  // namespace simclr_flow::test
