#include "simclr_flow/kernel_sum/cross_sum.hpp"

#include <cmath>

#include "fast_sum.hpp"
#include "row_block.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "stripes.hpp"
#include "wide_sum.hpp"

namespace simclr_flow {
namespace {

/// visit(block, first row, rows, stripe) for all blocks of rows; the stripes may run in parallel.
template <class Visit>
void for_each_block(const PairData& data, Index stripes, const Visit& visit) {
  std::vector<std::optional<RowBlock>> blocks(static_cast<std::size_t>(thread_count()));
  parallel_blocks(stripes, [&](Index s, Index slot) {
    auto& block = blocks[static_cast<std::size_t>(slot)];
    if (!block) block.emplace(data);
    const Stripe stripe(s, stripes, data.row_count());
    for (Index first = stripe.begin; first < stripe.end; first += block->most_rows()) {
      throw_if_cancelled();
      const Index count = std::min(block->most_rows(), stripe.end - first);
      block->start(first, count);
      visit(*block, first, count, s);
    }
  });
}

}  // namespace

CrossSum::CrossSum(Profile profile, PointsView rows, PointsView columns, State log_weights)
    : task_(std::make_shared<PairTask>(
          PairTask{std::move(profile), std::make_shared<ScratchPoints>(rows),
                   std::make_shared<ScratchPoints>(columns), std::move(log_weights), false, 0})) {}

CrossSum CrossSum::within(Profile profile, PointsView points, Index group, State log_weights) {
  return CrossSum(std::make_shared<PairTask>(PairTask{std::move(profile), nullptr,
                                                      std::make_shared<ScratchPoints>(points),
                                                      std::move(log_weights), true, group}));
}

Index CrossSum::rows() const { return task_->row_points().cols(); }
Index CrossSum::columns() const { return task_->column_points().cols(); }

State CrossSum::log_potential() const {
  if (const auto fast = FastSum::of(*task_)) return fast->log_potential();
  const PairData data(*task_);
  if (auto wide = WidePoints::of(data)) return WideSum(data, std::move(*wide)).log_potential();
  State potential(rows());
  for_each_block(data, stripes_of(data), [&](RowBlock& block, Index first, Index count, Index) {
    for (Index r = 0; r < count; ++r) potential[first + r] = block.potential(r);
  });
  return potential;
}

void CrossSum::add_gradient(const RowWeight& weight, PointsOut row_gradient,
                            PointsOut column_gradient) const {
  if (const auto fast = FastSum::of(*task_))
    return fast->add_gradient(weight, row_gradient, column_gradient);
  const PairData data(*task_);
  if (auto wide = WidePoints::of(data))
    return WideSum(data, std::move(*wide)).add_gradient(weight, row_gradient, column_gradient);
  const Index stripes = stripes_of(data);
  std::vector<PanelPoints> reactions(static_cast<std::size_t>(stripes));
  const auto visit = [&](RowBlock& block, Index first, Index count, Index s) {
    PanelPoints& reaction = reactions[static_cast<std::size_t>(s)];
    if (reaction.is_empty()) reaction = PanelPoints(data.dims(), columns());
    for (Index r = 0; r < count; ++r) block.set_weight(r, weight(first + r, block.potential(r)));
    block.add_forces(row_gradient, reaction);
  };
  for_each_block(data, stripes, visit);
  for (const PanelPoints& reaction : reactions) reaction.add_to(column_gradient);
}

CrossSum CrossSum::transposed(State log_weights) const {
  PairTask back = *task_;
  if (!back.within) std::swap(back.rows, back.columns);
  back.log_weights = std::move(log_weights);
  return CrossSum(std::make_shared<PairTask>(std::move(back)));
}

State CrossSum::transform(const State& charges) const {
  State result = State::Zero(rows());
  for (const double sign : {1.0, -1.0}) {
    State log_charges = (sign * charges).cwiseMax(0).array().log();
    const State& log_weights = task_->log_weights;
    const double largest = task_->largest_log_weight();
    if (log_weights.size()) log_charges += State(log_weights.array() - largest);
    const CrossSum charged = transposed({}).transposed(log_charges);  // there and back
    result += sign * State((charged.log_potential().array() + largest).exp());
  }
  return result;
}

}  // namespace simclr_flow
