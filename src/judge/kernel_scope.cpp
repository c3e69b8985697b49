#include "simclr_flow/judge/kernel_scope.hpp"

#include <algorithm>

#include "simclr_flow/theory/plain_space.hpp"

namespace simclr_flow {

KernelScope kernel_scope(const RunConfig& config, const FlowConfig& flow, bool integrates,
                         Index latents, const Partition& labels) {
  if (!config.has_kernel(flow)) return {};
  return {.latents = latents,
          .outputs = theory::plain_space(config.latent.manifold).coordinates(config.latent.dim),
          .frozen = flow.has_frozen_kernel(),
          .integrates = integrates,
          .classes = labels.empty() ? 0 : 1 + *std::ranges::max_element(labels)};
}

}  // namespace simclr_flow
