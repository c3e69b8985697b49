#pragma once
// The sizes that a configuration plans against those of a file. Private to judge.
#include <string>
#include <vector>

#include "judged.hpp"

namespace simclr_flow {

/// Views of a sample; of a quadrature the nodes of its rule for points of this dimension.
Index planned_views(const ViewsConfig& views, Index dim);
/// Whether the labels of latents are those of their points, view after view.
bool are_repeated(const std::vector<int>& labels, Index views, const std::vector<int>& species);

/// What the datasets of a file hold in sizes that its configuration does not plan; empty if they
/// fit. Laws say how many points there are, and quadratures how many views; files do not.
std::string contradiction(const StoredRun& run, const RunConfig& config);
/// The same of a flow: its kind, latents, start, and the parameters of its network.
std::string contradiction(const Judged& judged);

}  // namespace simclr_flow
