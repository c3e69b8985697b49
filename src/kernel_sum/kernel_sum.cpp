#include "simclr_flow/kernel_sum/kernel_sum.hpp"

#include <cmath>
#include <limits>

namespace simclr_flow {
namespace {

using Row = Eigen::ArrayXd;

/// Coordinate arrays of the points and one row of softmax weights s_ij at a time.
class SoftmaxRow {
 public:
  SoftmaxRow(PointsView z, double temperature, SelfTerm self)
      : coordinate(z.transpose()), weight(z.cols()), half_rate_(-0.5 / temperature), self_(self) {}

  /// Fills `weight` with s_ij for this i and returns L_i.
  double fill(Index i) {
    weight.setZero();
    for (Index c = 0; c < coordinate.cols(); ++c)
      weight += (coordinate.col(c).array() - coordinate(i, c)).square();
    weight *= half_rate_;
    const bool excluded = self_ == SelfTerm::excluded;
    if (excluded) weight[i] = -std::numeric_limits<double>::infinity();
    const double largest = weight.maxCoeff();
    weight = (weight - largest).exp();
    if (excluded) weight[i] = 0;
    const double sum = weight.sum();
    weight /= sum;
    return largest + std::log(sum);
  }

  Points coordinate;  // N×d: one contiguous array a coordinate
  Row weight;

 private:
  double half_rate_;
  SelfTerm self_;
};

}  // namespace

State KernelSum::log_potential(PointsView z) const {
  SoftmaxRow row(z, temperature_, self_);
  State potential(z.cols());
  for (Index i = 0; i < z.cols(); ++i) potential[i] = row.fill(i);
  return potential;
}

void KernelSum::add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient) const {
  SoftmaxRow row(z, temperature_, self_);
  Points sum = Points::Zero(z.cols(), z.rows());
  for (Index i = 0; i < z.cols(); ++i) {
    const double scale = weight(i, row.fill(i)) / temperature_;
    for (Index c = 0; c < z.rows(); ++c) {
      const auto x = row.coordinate.col(c).array();
      const auto pull = (scale * row.weight * (x - x[i])).eval();
      sum.col(c).array() -= pull;
      sum(i, c) += pull.sum();
    }
  }
  gradient += sum.transpose();
}

void KernelSum::add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature,
                                   PointsOut out) const {
  SoftmaxRow row(z, temperature_, self_);
  const Points direction = v.transpose();
  Points sum = Points::Zero(z.cols(), z.rows());
  Row exponent_dot(z.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    const double log_sum = row.fill(i);
    exponent_dot.setZero();
    for (Index c = 0; c < z.rows(); ++c)
      exponent_dot -= (row.coordinate.col(c).array() - row.coordinate(i, c)) *
                      (direction.col(c).array() - direction(i, c));
    exponent_dot /= temperature_;
    const double log_sum_dot = (row.weight * exponent_dot).sum();
    const auto [w, w_dot] = curvature(i, log_sum, log_sum_dot);
    const Row factor_dot = row.weight * (w_dot + w * (exponent_dot - log_sum_dot)) / temperature_;
    const Row factor = row.weight * (w / temperature_);
    for (Index c = 0; c < z.rows(); ++c) {
      const auto x = row.coordinate.col(c).array();
      const auto u = direction.col(c).array();
      const Row pull = factor_dot * (x - x[i]) + factor * (u - u[i]);
      sum.col(c).array() -= pull;
      sum(i, c) += pull.sum();
    }
  }
  out += sum.transpose();
}

}  // namespace simclr_flow
