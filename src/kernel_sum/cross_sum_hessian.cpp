// The derivative of kernel forces along directions.
#include <cmath>
#include <optional>
#include <vector>

#include "row_block.hpp"
#include "stripes.hpp"

namespace simclr_flow {
namespace {

using Row = Eigen::ArrayXd;

/// Directions of the rows, and of the columns in panels.
struct Directions {
  Directions(PointsView row_direction, PointsView column_direction)
      : rows(row_direction), columns(column_direction), panels(column_direction) {}
  ScratchPoints rows, columns;
  PanelPoints panels;
};

/// One row at a time, safe at every temperature and separation.
class SafeHessianRow {
 public:
  SafeHessianRow(const PairData& data, const Directions& directions)
      : data_(data), directions_(directions), row_(data) {}

  /// Adds row i: its own part to row_out (d), the columns' to the panels of `reaction`.
  void add(Index i, const CrossSum::RowCurvature& curvature, Eigen::Ref<State> row_out,
           const PanelPoints& reaction) {
    const double log_sum = row_.fill(i);
    const Index d = data_.dims();
    Row travel = Row::Zero(row_.weight.size());
    for (Index c = 0; c < d; ++c) travel += row_.difference(i, c) * difference(i, c);
    const Row pull = row_.pull_factor(), exponent_dot = -pull * travel;
    const double log_sum_dot = (row_.weight * exponent_dot).sum();
    const auto [w, w_dot] = curvature(i, log_sum, log_sum_dot);
    const Row factor = w * row_.weight * pull;
    Row factor_dot = row_.weight * (w_dot + w * (exponent_dot - log_sum_dot)) * pull;
    if (!data_.is_gauss()) factor_dot -= factor * pull * travel;  // d(-e') = -e'' ds, e'' = e'^2
    for (Index c = 0; c < d; ++c) {
      const Row move = factor_dot * row_.difference(i, c) + factor * difference(i, c);
      row_out[c] += move.sum();
      for (Index j = 0; j < move.size(); ++j) reaction.at(c, j) -= move[j];
    }
  }

 private:
  Row difference(Index i, Index c) const {
    return directions_.columns.view().row(c).transpose().array() - directions_.rows.view()(c, i);
  }

  const PairData& data_;
  const Directions& directions_;
  SoftmaxRow row_;
};

/// A block of rows on one thread.
class HessianBlock {
 public:
  HessianBlock(const PairData& data, const Directions& directions)
      : data_(data),
        directions_(directions),
        most_rows_(rows_of_block(data, 2)),
        pull_(most_rows_ * data.padded()),
        pull_dot_(pull_.size()),
        sums_(most_rows_, 4),
        force_(data.dims(), most_rows_),
        force_dot_(data.dims(), most_rows_) {}

  Index most_rows() const { return most_rows_; }

  void add(Index first, Index count, const CrossSum::RowCurvature& curvature, PointsOut row_out,
           const PanelPoints& reaction) {
    const RowRange range(data_, first, count);
    const SweepDirections along{directions_.rows.view().data() + first * data_.dims(),
                                directions_.panels.data(), 1 / data_.profile.temperature};
    const SweepBend bend{pull_.data(),        pull_dot_.data(), sums_.col(0).data(),
                         sums_.col(1).data(), force_.data(),    force_dot_.data()};
    (data_.is_gauss() ? sweeps().gauss_bend : sweeps().student_bend)(data_.sweep_columns(),
                                                                     range.rows(), along, bend);
    for (Index r = 0; r < count; ++r) weigh(first + r, r, curvature, row_out, reaction);
    sweeps().second_bend(data_.sweep_columns(), range.rows(), along, bend, sums_.col(2).data(),
                         sums_.col(3).data(), reaction.data());
  }

 private:
  /// The weights of row i, r-th of the block, and its own part.
  void weigh(Index i, Index r, const CrossSum::RowCurvature& curvature, PointsOut row_out,
             const PanelPoints& reaction) {
    const double sum = sums_(r, 0);
    double &scale = sums_(r, 2), &scale_dot = sums_(r, 3);
    scale = scale_dot = 0;
    if (!(sum > data_.smallest_safe_sum())) {
      if (!safe_) safe_.emplace(data_, directions_);
      return safe_->add(i, curvature, row_out.col(i), reaction);
    }
    const double log_sum_dot = sums_(r, 1) / sum;
    const auto [w, w_dot] = curvature(i, data_.largest_log_weight + std::log(sum), log_sum_dot);
    const double unit = 1 / (sum * data_.profile.temperature);
    scale = w * unit;
    scale_dot = (w_dot - w * log_sum_dot) * unit;
    row_out.col(i) += scale_dot * force_.col(r) + scale * force_dot_.col(r);
  }

  const PairData& data_;
  const Directions& directions_;
  Index most_rows_;
  ScratchArray pull_, pull_dot_;
  Points sums_;  // columns: sum, its derivative, scale, its derivative
  Points force_, force_dot_;
  std::optional<SafeHessianRow> safe_;
};

}  // namespace

void CrossSum::add_hessian_vector(PointsView row_direction, PointsView column_direction,
                                  const RowCurvature& curvature, PointsOut row_out,
                                  PointsOut column_out) const {
  const Directions directions(row_direction, column_direction);
  const Index stripes = stripes_of(*data_);
  std::vector<PanelPoints> reactions(static_cast<std::size_t>(stripes));
  std::vector<std::optional<HessianBlock>> blocks(static_cast<std::size_t>(thread_count()));
  parallel_blocks(stripes, [&](Index s, Index slot) {
    auto& block = blocks[static_cast<std::size_t>(slot)];
    if (!block) block.emplace(*data_, directions);
    PanelPoints& reaction = reactions[static_cast<std::size_t>(s)];
    reaction = PanelPoints(data_->dims(), columns());
    const Stripe stripe(s, stripes, rows());
    for (Index first = stripe.begin; first < stripe.end; first += block->most_rows())
      block->add(first, std::min(block->most_rows(), stripe.end - first), curvature, row_out,
                 reaction);
  });
  for (const PanelPoints& reaction : reactions) reaction.add_to(column_out);
}

}  // namespace simclr_flow
