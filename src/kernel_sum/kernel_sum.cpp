#include "simclr_flow/kernel_sum/kernel_sum.hpp"

#include <cmath>
#include <limits>

namespace simclr_flow {
namespace {

using Row = Eigen::ArrayXd;

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

}  // namespace

/// Coordinate arrays of the points and one row of softmax weights s_ij at a time.
class KernelSum::SoftmaxRow {
 public:
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

State KernelSum::log_potential(PointsView z) const {
  SoftmaxRow row(z, *this);
  State potential = State::Zero(z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    if (has_row(i)) potential[i] = row.fill(i);
  return potential;
}

void KernelSum::add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient,
                             State* influence) const {
  SoftmaxRow row(z, *this);
  Points sum = Points::Zero(z.cols(), z.rows());
  for (Index i = 0; i < z.cols(); ++i) {
    if (!has_row(i)) continue;
    const double scale = weight(i, row.fill(i));
    if (influence) influence->array() += scale * row.weight;
    const Row factor = scale * row.weight * row.pull_factor();
    for (Index c = 0; c < z.rows(); ++c) {
      const auto x = row.coordinate.col(c).array();
      const auto pull = (factor * (x - x[i])).eval();
      sum.col(c).array() -= pull;
      sum(i, c) += pull.sum();
    }
  }
  gradient += sum.transpose();
}

void KernelSum::add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature,
                                   PointsOut out) const {
  SoftmaxRow row(z, *this);
  const Points direction = v.transpose();
  Points sum = Points::Zero(z.cols(), z.rows());
  Row s_dot(z.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    if (!has_row(i)) continue;
    const double log_sum = row.fill(i);
    s_dot.setZero();
    for (Index c = 0; c < z.rows(); ++c)
      s_dot += (row.coordinate.col(c).array() - row.coordinate(i, c)) *
               (direction.col(c).array() - direction(i, c));
    const Row pull = row.pull_factor(), exponent_dot = -pull * s_dot;
    const double log_sum_dot = (row.weight * exponent_dot).sum();
    const auto [w, w_dot] = curvature(i, log_sum, log_sum_dot);
    const Row factor = w * row.weight * pull;
    Row factor_dot = row.weight * (w_dot + w * (exponent_dot - log_sum_dot)) * pull;
    if (profile_.kind == Profile::Kind::student)  // d(-e') = -e'' ds, e'' = e'^2
      factor_dot -= factor * pull * s_dot;
    for (Index c = 0; c < z.rows(); ++c) {
      const auto x = row.coordinate.col(c).array();
      const auto u = direction.col(c).array();
      const Row move = factor_dot * (x - x[i]) + factor * (u - u[i]);
      sum.col(c).array() -= move;
      sum(i, c) += move.sum();
    }
  }
  out += sum.transpose();
}

}  // namespace simclr_flow
