#pragma once
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"

namespace simclr_flow {

/// What decides which series of its tangent kernel a flow of this configuration is to store: what
/// `compare` wants to find, by the configuration; the flow itself says what is written
/// (src/record/kernel_track.cpp). labels: one per latent, or empty;
/// integrates: of its method. No latents, and so no series, for flows without a kernel
/// (RunConfig::has_kernel).
KernelScope kernel_scope(const RunConfig& config, const FlowConfig& flow, bool integrates,
                         Index latents, const Partition& labels);

}  // namespace simclr_flow
