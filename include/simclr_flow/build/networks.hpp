#pragma once
#include <cstdint>
#include <string>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// The network of a flow that has one.
Network build_network(const FlowConfig& flow, Index inputs, Index outputs);

/// Whether the flow's right-hand side jumps where neurons switch: a network whose activation is not
/// smooth.
bool has_kinks(const FlowConfig& flow);

/// The parameters at t = 0 by the seed.
State drawn_weights(const Network& network, std::uint64_t seed);

/// The parameters of a network from a file: .npy, CSV or an HDF5 dataset with P numbers as torch's
/// parameters_to_vector gives them, or T rows of them, of which the last is taken; or an HDF5 file
/// or group with a state_dict (torch_layout). Throws InputError naming the file and, for numbers
/// that do not fit, the layers; for blocks that say they are of another scaling.
State read_weights(const std::string& source, const Network& network);

}  // namespace simclr_flow
