// The derivative of kernel forces along directions.
#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "row_block.hpp"
#include "stripes.hpp"

namespace simclr_flow {
namespace {

using Row = Eigen::ArrayXd;

/// Directions of the rows, and of the columns and their log weights (none if empty) in panels.
struct Directions {
  Directions(PointsView row_direction, PointsView column_direction, const State& log_weights)
      : rows(row_direction),
        columns(column_direction),
        weights(log_weights),
        panels(column_direction),
        weight_panels(log_weights.transpose()) {}
  SweepDirections sweep(Index first_row, double temperature) const {
    return {rows.view().data() + first_row * rows.view().rows(), panels.data(),
            weights.size() ? weight_panels.data() : nullptr, 1 / temperature};
  }
  ScratchPoints rows, columns;
  const State& weights;
  PanelPoints panels, weight_panels;
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
    const Row travel = travel_of(i), pull = row_.pull_factor(), exponent_dot = bend(travel, pull);
    const double log_sum_dot = (row_.weight * exponent_dot).sum();
    const auto [w, w_dot] = curvature(i, log_sum, log_sum_dot);
    const Row factor = w * row_.weight * pull;
    Row factor_dot = row_.weight * (w_dot + w * (exponent_dot - log_sum_dot)) * pull;
    factor_dot -= factor * row_.decay() * travel;  // d(-e') = -e'' ds
    for (Index c = 0; c < d; ++c) {
      const Row move = factor_dot * row_.difference(i, c) + factor * difference(i, c);
      row_out[c] += move.sum();
      for (Index j = 0; j < move.size(); ++j) reaction.at(c, j) -= move[j];
    }
  }

  /// L_i and its derivative.
  std::pair<double, double> find(Index i) {
    const double log_sum = row_.fill(i);
    return {log_sum, (row_.weight * bend(travel_of(i), row_.pull_factor())).sum()};
  }

 private:
  /// (v_j - u_i)·(dv_j - du_i)
  Row travel_of(Index i) const {
    Row travel = Row::Zero(row_.weight.size());
    for (Index c = 0; c < data_.dims(); ++c) travel += row_.difference(i, c) * difference(i, c);
    return travel;
  }
  /// The derivative of log(m_j k_ij).
  Row bend(const Row& travel, const Row& pull) const {
    Row exponent_dot = -pull * travel;
    if (directions_.weights.size()) exponent_dot += directions_.weights.array();
    return exponent_dot;
  }
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
    const SweepDirections along = directions_.sweep(first, data_.profile.temperature());
    const SweepBend bend = bend_of(range, along);
    for (Index r = 0; r < count; ++r) weigh(first + r, r, curvature, row_out, reaction);
    sweeps().second_bend(data_.sweep_columns(), range.rows(), along, bend, sums_.col(2).data(),
                         sums_.col(3).data(), reaction.data());
  }

  /// L_i and its derivative for the rows of the block.
  void find(Index first, Index count, CrossSum::PotentialAlong& found) {
    const RowRange range(data_, first, count);
    bend_of(range, directions_.sweep(first, data_.profile.temperature()));
    for (Index r = 0; r < count; ++r) {
      if (is_safe(r)) {
        found.log_sum[first + r] = data_.largest_log_weight + std::log(sums_(r, 0));
        found.log_sum_dot[first + r] = sums_(r, 1) / sums_(r, 0);
      } else {
        std::tie(found.log_sum[first + r], found.log_sum_dot[first + r]) = safe().find(first + r);
      }
    }
  }

 private:
  SweepBend bend_of(const RowRange& range, const SweepDirections& along) {
    const SweepBend bend{pull_.data(),        pull_dot_.data(), sums_.col(0).data(),
                         sums_.col(1).data(), force_.data(),    force_dot_.data()};
    if (const KernelSweeps* kernel = data_.kernel_sweeps()) {
      kernel->first_bend(data_.sweep_columns(), range.rows(), along, bend);
    } else {  // safe rows do it all
      std::fill_n(pull_.data(), pull_.size(), 0.0);
      std::fill_n(pull_dot_.data(), pull_dot_.size(), 0.0);
      sums_.setZero();
    }
    return bend;
  }
  bool is_safe(Index r) const { return sums_(r, 0) > data_.smallest_safe_sum(); }
  SafeHessianRow& safe() {
    if (!safe_) safe_.emplace(data_, directions_);
    return *safe_;
  }
  /// The weights of row i, r-th of the block, and its own part.
  void weigh(Index i, Index r, const CrossSum::RowCurvature& curvature, PointsOut row_out,
             const PanelPoints& reaction) {
    const double sum = sums_(r, 0);
    double &scale = sums_(r, 2), &scale_dot = sums_(r, 3);
    scale = scale_dot = 0;
    if (!is_safe(r)) return safe().add(i, curvature, row_out.col(i), reaction);
    const double log_sum_dot = sums_(r, 1) / sum;
    const auto [w, w_dot] = curvature(i, data_.largest_log_weight + std::log(sum), log_sum_dot);
    const double unit = 1 / (sum * data_.profile.temperature());
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

/// visit(block, first row, rows, stripe) for all blocks of rows; the stripes may run in parallel.
template <class Visit>
void for_each_block(const PairData& data, const Directions& directions, Index stripes,
                    const Visit& visit) {
  std::vector<std::optional<HessianBlock>> blocks(static_cast<std::size_t>(thread_count()));
  parallel_blocks(stripes, [&](Index s, Index slot) {
    auto& block = blocks[static_cast<std::size_t>(slot)];
    if (!block) block.emplace(data, directions);
    const Stripe stripe(s, stripes, data.row_count());
    for (Index first = stripe.begin; first < stripe.end; first += block->most_rows())
      visit(*block, first, std::min(block->most_rows(), stripe.end - first), s);
  });
}

}  // namespace

void CrossSum::add_hessian_vector(PointsView row_direction, PointsView column_direction,
                                  const RowCurvature& curvature, PointsOut row_out,
                                  PointsOut column_out, const State& log_weight_direction) const {
  const PairData data(*task_);
  const Directions directions(row_direction, column_direction, log_weight_direction);
  const Index stripes = stripes_of(data);
  std::vector<PanelPoints> reactions(static_cast<std::size_t>(stripes));
  for_each_block(data, directions, stripes,
                 [&](HessianBlock& block, Index first, Index count, Index s) {
                   PanelPoints& reaction = reactions[static_cast<std::size_t>(s)];
                   if (reaction.is_empty()) reaction = PanelPoints(data.dims(), columns());
                   block.add(first, count, curvature, row_out, reaction);
                 });
  for (const PanelPoints& reaction : reactions) reaction.add_to(column_out);
}

CrossSum::PotentialAlong CrossSum::potential_along(PointsView row_direction,
                                                   PointsView column_direction,
                                                   const State& log_weight_direction) const {
  const PairData data(*task_);
  const Directions directions(row_direction, column_direction, log_weight_direction);
  PotentialAlong found{State(rows()), State(rows())};
  for_each_block(data, directions, stripes_of(data),
                 [&](HessianBlock& block, Index first, Index count, Index) {
                   block.find(first, count, found);
                 });
  return found;
}

}  // namespace simclr_flow
