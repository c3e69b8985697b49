#pragma once
#include <memory>
#include <vector>

#include "simclr_flow/data/transform.hpp"

namespace simclr_flow {

/// A transform as views apply it.
struct Augmentation {
  std::shared_ptr<const Transform> transform;
  bool shared = false;  ///< view a of all samples by one draw; else every view has its own
  Index nodes = 8;      ///< of its rule, where views are the nodes of one
};
/// Applied in order; the draws of all are independent. Empty: every view is the data point itself.
using Augmentations = std::vector<Augmentation>;

/// Random views of a dataset, D×(n·count): view a of sample i is column i·count + a, and follows
/// from its data point and the draws alone. These come from one stream `views`, column by column
/// and in each by the order of the augmentations; shared ones are drawn with the first sample.
/// Substream 0 holds the fixed views of a run, the others those of its steps (ViewSampler).
/// Runs on all threads; results do not depend on their number.
/// Throws InputError if a transform is of points of another dimension.
Points draw_views(const Points& data, Index count, const Augmentations& augmentations,
                  std::uint64_t seed, std::uint32_t substream = 0);

/// The rule for the draws of all augmentations together: the tensor product of theirs, the nodes of
/// the first moving slowest. Throws InputError if one has no rule, and for more than most_nodes.
Quadrature view_rule(const Augmentations& augmentations);

/// The views at the nodes of such a rule, D×(n·V): column i·V + a is sample i at node a. A sum over
/// the views of a sample by the rule's weights stands for the expectation over all its views.
/// Throws InputError if a transform is of points of another dimension.
Points rule_views(const Points& data, const Augmentations& augmentations, const Quadrature& rule);

}  // namespace simclr_flow
