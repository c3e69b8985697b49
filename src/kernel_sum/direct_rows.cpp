#include "direct_rows.hpp"

#include "row_block.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "stripes.hpp"

namespace simclr_flow {

Index DirectRows::stripes() const {
  constexpr Index fewest_rows = 8;
  return std::clamp<Index>(static_cast<Index>(rows_.size()) / fewest_rows, 1, stripes_of(data_));
}

template <class Visit>
void DirectRows::for_each_run(Index stripes, const Visit& visit) const {
  parallel_blocks(stripes, [&](Index s, Index) {
    RowBlock block(data_);
    const Stripe stripe(s, stripes, static_cast<Index>(rows_.size()));
    for (Index begin = stripe.begin, end = begin; begin < stripe.end; begin = end) {
      throw_if_cancelled();
      const Index first = rows_[static_cast<std::size_t>(begin)];
      while (end < stripe.end && end - begin < block.most_rows() &&
             rows_[static_cast<std::size_t>(end)] == first + end - begin)
        ++end;
      block.start(first, end - begin);
      visit(block, first, end - begin, s);
    }
  });
}

void DirectRows::find_potential(State& potential) const {
  for_each_run(stripes(), [&](RowBlock& block, Index first, Index count, Index) {
    for (Index r = 0; r < count; ++r) potential[first + r] = block.potential(r);
  });
}

void DirectRows::add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                              PointsOut column_gradient) const {
  std::vector<PanelPoints> reactions(static_cast<std::size_t>(stripes()));
  for_each_run(stripes(), [&](RowBlock& block, Index first, Index count, Index s) {
    PanelPoints& reaction = reactions[static_cast<std::size_t>(s)];
    if (reaction.is_empty()) reaction = PanelPoints(data_.dims(), data_.column_count());
    for (Index r = 0; r < count; ++r) block.set_weight(r, weight(first + r, block.potential(r)));
    block.add_forces(row_gradient, reaction);
  });
  for (const PanelPoints& reaction : reactions) reaction.add_to(column_gradient);
}

}  // namespace simclr_flow
