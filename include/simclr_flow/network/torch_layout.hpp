#pragma once
#include "simclr_flow/core/named_block.hpp"
#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// The parameters of a network by the names of a state_dict of torch.nn.Sequential(Linear,
/// activation, Linear, ..., Linear): `0.weight` [m_1][D], `0.bias` [m_1], `2.weight` [m_2][m_1],
/// ... Layers without bias have none (Linear(..., bias=False)). In this order the blocks are the
/// flat parameters: torch's parameters_to_vector. Such a Sequential computes f_w if the scaling is
/// `standard`; others have factors c_h that torch's layers do not: with_factors multiplies them in.
NamedBlocks torch_layout(const Network& network);

/// The parameters of the network of scaling `standard` that computes the same: c_h W_h in place of
/// W_h, biases as they are.
State with_factors(const Network& network, State w);

}  // namespace simclr_flow
