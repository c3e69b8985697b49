#pragma once
// The loop over the positive pairs of a latent, and its mass. Private to energy.
#include <vector>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/energy/positives.hpp"

namespace simclr_flow {

inline double mass_of(const Latents& latents, Index i) {
  const Index views = latents.views;
  if (latents.view_weights)
    return (*latents.view_weights)[i % views] / static_cast<double>(latents.z.cols() / views);
  return latents.mass ? (*latents.mass)[i] : 1 / static_cast<double>(latents.z.cols());
}

/// What the weights of a sample's pairs sum to, over all partners that its latents have.
inline double sum_of_pairs(const Latents& latents, Index sample, bool second_views) {
  const double own = latents.positives->own(sample), others = latents.positives->others(sample),
               views = static_cast<double>(latents.views);
  if (latents.view_weights || (second_views && latents.views > 1)) return own + others;
  if (latents.views == 1) return others;
  return own * (views - 1) + others * views;
}

/// visit(partner, share) for the partners of a row in one sample, which have this share together
/// by themselves: `share` each, or by their weights.
template <class Visit>
void for_each_view(const Latents& latents, Index row, Index sample, double share, bool second_views,
                   const Visit& visit) {
  const Index views = latents.views, first = sample * views;
  for (Index partner = first; partner < first + views; ++partner) {
    if (partner == row && !latents.view_weights) continue;
    if (second_views && views > 1 && partner != first + 1) continue;
    visit(partner, latents.view_weights ? share * (*latents.view_weights)[partner - first] : share);
  }
}

/// visit(partner, share) for the positive pairs of a row, the shares with sum 1; `second_views`:
/// those with the second view of a sample alone. A row without partners is its own.
template <class Visit>
void for_each_positive(const Latents& latents, Index row, bool second_views, const Visit& visit) {
  const Index views = latents.views, sample = row / views;
  if (!latents.positives) {
    if (views == 1) return visit(row, 1.0);
    const bool one = second_views || latents.view_weights;
    return for_each_view(latents, row, sample, one ? 1 : 1 / static_cast<double>(views - 1),
                         second_views, visit);
  }
  const double sum = sum_of_pairs(latents, sample, second_views);
  if (sum == 0) return visit(row, 1.0);
  for (const auto& [other, weight] : latents.positives->row(sample))
    for_each_view(latents, row, other, weight / sum, second_views, visit);
}

/// visit(row, forces) for every row, whose forces upon any latent are added to `forces`. Rows of
/// many pairs run side by side in stripes, each with forces of its own that are added in their
/// order: results do not depend on the number of threads.
template <class Visit>
void for_each_row(const Latents& latents, Points& forces, const Visit& visit) {
  constexpr Index stripes = 8, few = 20000;
  const Index count = latents.z.cols();
  if (!latents.positives || latents.positives->pairs() < few) {
    for (Index row = 0; row < count; ++row) visit(row, forces);
    return;
  }
  std::vector<Points> parts(stripes);
  parallel_blocks(stripes, [&](Index stripe, Index) {
    Points& part = parts[static_cast<std::size_t>(stripe)];
    part.setZero(forces.rows(), count);
    for (Index row = stripe * count / stripes; row < (stripe + 1) * count / stripes; ++row)
      visit(row, part);
  });
  for (const Points& part : parts) forces += part;
}

}  // namespace simclr_flow
