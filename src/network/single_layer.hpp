#pragma once
// Private to network: networks of one hidden layer with few inputs and outputs.
#include "network_passes.hpp"
#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// Whether `outputs` and `gradient` below are for this network.
bool is_single_layer(const Network& network);

/// f_w(X), as Network::outputs.
Points single_layer_outputs(const Network& network, const State& w, const Points& x);

/// As Network::vjp, without a tape.
void single_layer_vjp(const Network& network, const State& w, const Points& x, PointsView g,
                      State& gradient);

}  // namespace simclr_flow
