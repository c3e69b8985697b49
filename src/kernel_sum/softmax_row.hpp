#pragma once
// One row of a kernel sum at a time, safe at every temperature and separation. Private.
#include <cmath>

#include "pair_data.hpp"

namespace simclr_flow {

class SoftmaxRow {
 public:
  using Row = Eigen::ArrayXd;

  explicit SoftmaxRow(const PairData& data)
      : coordinate(data.column_points().transpose()),
        weight(data.column_count()),
        half_square(data.column_count()),
        data_(data) {}

  /// v_j - u_i in coordinate c.
  auto difference(Index i, Index c) const {
    return coordinate.col(c).array() - data_.row_points()(c, i);
  }

  /// Fills `half_square` with |u_i - v_j|^2/2 and `weight` with s_ij, and returns L_i.
  double fill(Index i) {
    if (weight.size() == 0) return minus_infinity;
    half_square.setZero();
    for (Index c = 0; c < coordinate.cols(); ++c) half_square += difference(i, c).square();
    half_square *= 0.5;
    data_.profile.functions().exponents(half_square, weight);
    if (data_.log_weights.size())  // no weight at a pole is none
      weight = (data_.log_weights.array() == minus_infinity)
                   .select(minus_infinity, weight + data_.log_weights.array());
    const auto [first, last] = data_.left_out(i);
    weight.segment(first, last - first) = minus_infinity;
    const double largest = weight.maxCoeff();
    if (std::abs(largest) == -minus_infinity) {  // nothing, or latents at the pole of the kernel
      weight.setZero();
      return largest;
    }
    weight = (weight - largest).exp();
    weight.segment(first, last - first) = 0;  // Eigen's exp of -infinity is tiny, not 0
    const double total = weight.sum();
    weight /= total;
    return data_.largest_log_weight + largest + std::log(total);
  }

  /// -e'(s) of the row.
  Row pull_factor() const {
    Row pulls(weight.size());
    data_.profile.functions().pulls(half_square, pulls);
    return pulls;
  }
  /// -e''(s)/e'(s) of the row.
  Row decay() const {
    Row decays(weight.size());
    data_.profile.functions().decays(half_square, decays);
    return decays;
  }

  Points coordinate;  // N×d: one contiguous array a coordinate of the columns
  Row weight, half_square;

 private:
  const PairData& data_;
};

}  // namespace simclr_flow
