#include "simclr_flow/data/views.hpp"

#include <fmt/format.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

constexpr Index columns_a_block = 32;

/// visit(augmentation, first row of its draws among those of all).
template <class Visit>
void for_each(const Augmentations& augmentations, const Visit& visit) {
  Index row = 0;
  for (const Augmentation& augmentation : augmentations) {
    visit(augmentation, row);
    row += augmentation.transform->draws();
  }
}

/// The draws of all views, one column per view.
Points draws_of(const Augmentations& augmentations, Index samples, Index count,
                RandomStream random) {
  Index rows = 0;
  for (const Augmentation& augmentation : augmentations) rows += augmentation.transform->draws();
  Points xi(rows, samples * count);
  for (Index column = 0; column < xi.cols(); ++column)
    for_each(augmentations, [&](const Augmentation& augmentation, Index row) {
      auto own = xi.col(column).segment(row, augmentation.transform->draws());
      if (augmentation.shared && column >= count)
        own = xi.col(column % count).segment(row, own.size());
      else
        augmentation.transform->draw(random, own);
    });
  return xi;
}

void require_dim(const Augmentations& augmentations, Index dim) {
  for (std::size_t k = 0; k < augmentations.size(); ++k)
    if (const Index own = augmentations[k].transform->dim(); own != dim)
      throw InputError(fmt::format("transform {} is of points of {} coordinates, the data have {}",
                                   k, own, dim));
}

/// View a of every sample by the draws of its column, or of column a if there are no more.
Points transformed(const Points& data, Index count, const Augmentations& augmentations,
                   const Points& xi) {
  Points views(data.rows(), data.cols() * count);
  const auto make = [&](Index column) {
    views.col(column) = data.col(column / count);
    for_each(augmentations, [&](const Augmentation& augmentation, Index row) {
      const Transform& transform = *augmentation.transform;
      transform.apply(xi.col(column % xi.cols()).segment(row, transform.draws()),
                      views.col(column));
    });
  };
  const Index blocks = (views.cols() + columns_a_block - 1) / columns_a_block;
  parallel_blocks(blocks, [&](Index block, Index) {
    const Index end = std::min(views.cols(), (block + 1) * columns_a_block);
    for (Index column = block * columns_a_block; column < end; ++column) make(column);
  });
  return views;
}

}  // namespace

Points draw_views(const Points& data, Index count, const Augmentations& augmentations,
                  std::uint64_t seed, std::uint32_t substream) {
  require_dim(augmentations, data.rows());
  return transformed(
      data, count, augmentations,
      draws_of(augmentations, data.cols(), count, RandomStream(seed, streams::views, substream)));
}

Quadrature view_rule(const Augmentations& augmentations) {
  Quadrature all{Points(0, 1), State::Ones(1)};
  for (std::size_t k = 0; k < augmentations.size(); ++k) {
    const auto own = augmentations[k].transform->rule(augmentations[k].nodes);
    if (!own) throw InputError(fmt::format("transform {} has no quadrature rule", k));
    all = tensor_product(all, *own);
  }
  return all;
}

Points rule_views(const Points& data, const Augmentations& augmentations, const Quadrature& rule) {
  require_dim(augmentations, data.rows());
  return transformed(data, rule.weights.size(), augmentations, rule.nodes);
}

}  // namespace simclr_flow
