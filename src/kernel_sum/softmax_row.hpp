#pragma once
// One row of a kernel sum at a time, safe at every temperature and separation. Private.
#include <cmath>
#include <limits>
#include <utility>

#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {

/// Below this a row's sum may have lost its digits to underflow: the safe row takes over.
inline constexpr double smallest_sum = 1e-280;

/// log2(e)/(2 tau): k = 2^(-rate |z-z'|^2).
inline double exp2_rate(double temperature) {
  return 1 / (2 * temperature * 0.69314718055994530942);
}

/// The columns that a row leaves out, for negatives that are one range: [first, last).
inline std::pair<long, long> skipped_columns(Negatives negatives, Index row, Index views) {
  if (negatives == Negatives::all) return {0, 0};
  if (negatives == Negatives::others) return {row, row + 1};
  return {row - row % views, row - row % views + views};
}

/// Coordinate arrays of the points and one row of softmax weights s_ij at a time.
class KernelSum::SoftmaxRow {
 public:
  using Row = Eigen::ArrayXd;
  static constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

  SoftmaxRow(PointsView z, const KernelSum& sum)
      : coordinate(z.transpose()), weight(z.cols()), half_square(z.cols()), sum_(sum) {}

  /// Fills `half_square` with |z_i - z_j|^2/2 and `weight` with s_ij, and returns L_i.
  double fill(Index i) {
    half_square.setZero();
    for (Index c = 0; c < coordinate.cols(); ++c)
      half_square += (coordinate.col(c).array() - coordinate(i, c)).square();
    half_square *= 0.5;
    const double tau = sum_.profile_.temperature;
    if (sum_.profile_.kind == Profile::Kind::gauss)
      weight = half_square / -tau;
    else
      weight = -(half_square / tau).log1p();
    if (sum_.log_weights_.size()) weight += sum_.log_weights_.array();
    set_excluded(i, minus_infinity);
    const double largest = weight.maxCoeff();
    if (largest == minus_infinity) {
      weight.setZero();
      return minus_infinity;
    }
    weight = (weight - largest).exp();
    set_excluded(i, 0);  // Eigen's exp of -infinity is tiny, not 0
    const double total = weight.sum();
    weight /= total;
    return largest + std::log(total);
  }

  /// -e'(s) of the row: 1/tau for a Gaussian.
  Row pull_factor() const {
    const double tau = sum_.profile_.temperature;
    if (sum_.profile_.kind == Profile::Kind::gauss) return Row::Constant(weight.size(), 1 / tau);
    return (tau + half_square).inverse();
  }

  Points coordinate;  // N×d: one contiguous array a coordinate
  Row weight, half_square;

 private:
  void set_excluded(Index i, double value) {
    const Index views = sum_.views_, first = i - i % views, count = weight.size();
    switch (sum_.negatives_) {
      case Negatives::all:
        return;
      case Negatives::others:
        weight[i] = value;
        return;
      case Negatives::other_samples:
        weight.segment(first, views) = value;
        return;
      case Negatives::same_view:
        weight[i] = value;
        return keep_view(i % views, count, value);
      case Negatives::cross:
        return keep_view(1 % views, count, value);
    }
  }
  void keep_view(Index view, Index count, double value) {
    for (Index j = 0; j < count; ++j)
      if (j % sum_.views_ != view) weight[j] = value;
  }

  const KernelSum& sum_;
};

}  // namespace simclr_flow
