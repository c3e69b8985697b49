#include "simclr_flow/kernel_sum/kernel_sum.hpp"

#include "softmax_row.hpp"
#include "sweeps.hpp"

namespace simclr_flow {

using Row = Eigen::ArrayXd;

State KernelSum::log_potential(PointsView z) const {
  if (is_vectorised(z))
    return z.rows() <= most_sweep_dims ? log_potential_by_sweeps(z) : log_potential_by_products(z);
  SoftmaxRow row(z, *this);
  State potential = State::Zero(z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    if (has_row(i)) potential[i] = row.fill(i);
  return potential;
}

void KernelSum::add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient,
                             State* influence) const {
  if (!influence && is_vectorised(z))
    return z.rows() <= most_sweep_dims ? add_gradient_by_sweeps(z, weight, gradient)
                                       : add_gradient_by_products(z, weight, gradient);
  SoftmaxRow row(z, *this);
  for (Index i = 0; i < z.cols(); ++i)
    if (has_row(i)) add_row(row, i, weight, gradient, influence);
}

void KernelSum::add_row(SoftmaxRow& row, Index i, const RowWeight& weight, PointsOut gradient,
                        State* influence) const {
  const double scale = weight(i, row.fill(i));
  if (influence) influence->array() += scale * row.weight;
  const Row factor = scale * row.weight * row.pull_factor();
  for (Index c = 0; c < gradient.rows(); ++c) {
    const auto x = row.coordinate.col(c).array();
    const Row pull = factor * (x - x[i]);
    gradient.row(c).array() -= pull.transpose();
    gradient(c, i) += pull.sum();
  }
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
