// The derivative of kernel forces along a direction, one safe row at a time.
#include <vector>

#include "simclr_flow/kernel_sum/cross_sum.hpp"
#include "softmax_row.hpp"
#include "stripes.hpp"

namespace simclr_flow {
namespace {

using Row = Eigen::ArrayXd;

/// Directions of the columns, one contiguous array a coordinate, and of the rows.
struct Directions {
  Directions(PointsView rows, PointsView columns)
      : of_rows(rows), of_columns(columns.transpose()) {}
  auto difference(Index i, Index c) const { return of_columns.col(c).array() - of_rows(c, i); }
  Points of_rows, of_columns;
};

class HessianRow {
 public:
  HessianRow(const PairData& data, const Directions& directions)
      : data_(data), directions_(directions), row_(data) {}

  /// Adds row i: its own part to row_out (d), the columns' to column_out (N×d).
  void add(Index i, const CrossSum::RowCurvature& curvature, Eigen::Ref<State> row_out,
           Points& column_out) {
    const double log_sum = row_.fill(i);
    const Index d = data_.dims();
    s_dot_.setZero(row_.weight.size());
    for (Index c = 0; c < d; ++c) s_dot_ += row_.difference(i, c) * directions_.difference(i, c);
    const Row pull = row_.pull_factor(), exponent_dot = -pull * s_dot_;
    const double log_sum_dot = (row_.weight * exponent_dot).sum();
    const auto [w, w_dot] = curvature(i, log_sum, log_sum_dot);
    const Row factor = w * row_.weight * pull;
    Row factor_dot = row_.weight * (w_dot + w * (exponent_dot - log_sum_dot)) * pull;
    if (!data_.is_gauss()) factor_dot -= factor * pull * s_dot_;  // d(-e') = -e'' ds, e'' = e'^2
    for (Index c = 0; c < d; ++c) {
      const Row move = factor_dot * row_.difference(i, c) + factor * directions_.difference(i, c);
      column_out.col(c).array() -= move;
      row_out[c] += move.sum();
    }
  }

 private:
  const PairData& data_;
  const Directions& directions_;
  SoftmaxRow row_;
  Row s_dot_;
};

}  // namespace

void CrossSum::add_hessian_vector(PointsView row_direction, PointsView column_direction,
                                  const RowCurvature& curvature, PointsOut row_out,
                                  PointsOut column_out) const {
  const Directions directions(row_direction, column_direction);
  const Index d = data_->dims(), stripes = stripe_count(rows(), columns(), d);
  std::vector<Points> reactions(static_cast<std::size_t>(stripes));
  std::vector<std::unique_ptr<HessianRow>> workers(static_cast<std::size_t>(thread_count()));
  parallel_blocks(stripes, [&](Index s, Index slot) {
    auto& worker = workers[static_cast<std::size_t>(slot)];
    if (!worker) worker = std::make_unique<HessianRow>(*data_, directions);
    Points& reaction = reactions[static_cast<std::size_t>(s)];
    reaction.setZero(columns(), d);
    const Stripe stripe(s, stripes, rows());
    for (Index i = stripe.begin; i < stripe.end; ++i)
      worker->add(i, curvature, row_out.col(i), reaction);
  });
  for (const Points& reaction : reactions) column_out += reaction.transpose();
}

}  // namespace simclr_flow
