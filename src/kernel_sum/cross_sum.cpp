#include "simclr_flow/kernel_sum/cross_sum.hpp"

#include <cmath>

#include "row_block.hpp"
#include "stripes.hpp"

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
      const Index count = std::min(block->most_rows(), stripe.end - first);
      block->start(first, count);
      visit(*block, first, count, s);
    }
  });
}

/// What the columns receive from the rows of one stripe.
struct Reaction {
  PanelPoints force;
  State influence;
};

void start(const PairData& data, bool influence, Reaction& reaction) {
  if (reaction.force.is_empty()) reaction.force = PanelPoints(data.dims(), data.column_count());
  if (influence && !reaction.influence.size()) reaction.influence.setZero(data.column_count());
}

}  // namespace

CrossSum::CrossSum(Profile profile, PointsView rows, PointsView columns, State log_weights)
    : data_(std::make_shared<PairData>(profile, ScratchPoints(rows), ScratchPoints(columns),
                                       std::move(log_weights), false, 0)) {}

CrossSum CrossSum::within(Profile profile, PointsView points, Index group, State log_weights) {
  return CrossSum(std::make_shared<PairData>(profile, ScratchPoints(), ScratchPoints(points),
                                             std::move(log_weights), true, group));
}

Index CrossSum::rows() const { return data_->row_count(); }
Index CrossSum::columns() const { return data_->column_count(); }

State CrossSum::log_potential() const {
  State potential(rows());
  for_each_block(*data_, stripes_of(*data_), [&](RowBlock& block, Index first, Index count, Index) {
    for (Index r = 0; r < count; ++r) potential[first + r] = block.potential(r);
  });
  return potential;
}

void CrossSum::add_gradient(const RowWeight& weight, PointsOut row_gradient,
                            PointsOut column_gradient, State* influence) const {
  const Index stripes = stripes_of(*data_);
  std::vector<Reaction> reactions(static_cast<std::size_t>(stripes));
  const auto visit = [&](RowBlock& block, Index first, Index count, Index s) {
    Reaction& reaction = reactions[static_cast<std::size_t>(s)];
    start(*data_, influence, reaction);
    for (Index r = 0; r < count; ++r) {
      const double w = weight(first + r, block.potential(r));
      block.set_weight(r, w);
      if (influence) reaction.influence.array() += w * block.softmax(r);
    }
    block.add_forces(row_gradient, reaction.force);
  };
  for_each_block(*data_, stripes, visit);
  for (const Reaction& reaction : reactions) {
    reaction.force.add_to(column_gradient);
    if (influence) *influence += reaction.influence;
  }
}

Points CrossSum::transform(PointsView charges) const {
  Points result(charges.rows(), rows());
  const auto visit = [&](RowBlock& block, Index first, Index count, Index) {
    for (Index r = 0; r < count; ++r) {
      const double sum = std::exp(block.potential(r));
      result.col(first + r).noalias() = sum * charges * block.softmax(r).matrix();
    }
  };
  for_each_block(*data_, stripes_of(*data_), visit);
  return result;
}

}  // namespace simclr_flow
