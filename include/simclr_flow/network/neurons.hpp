#pragma once
#include <string>
#include <vector>

#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// The neurons of a network with one hidden layer as particles theta_k = (w_k, b_k, a_k): row k of
/// W_1, entry k of b_1 (if the layer has biases), column k of W_2. Under Scaling::mean_field
///
///   f(x) = (1/m) sum_k a_k s(w_k·x + b_k) = int a s(w·x + b) dmu,   mu = (1/m) sum_k delta_theta_k
///
/// depends on the law mu of the neurons alone, and so does its flow, the Wasserstein gradient flow
/// of mu -> E: theta_k' = -m dE/dtheta_k = -grad V(theta_k), with V = dE/dmu the first variation.
///
/// Shapes: w has network.parameter_count() entries; the result is (D + 1 + q)×m, without the 1 if
/// there are no biases. An output bias belongs to no neuron.
/// Laws (tests/network/neurons_test.cpp, tests/flow/mean_field_numerics.cpp): f from the neurons
/// alone; their order changes nothing; they move by -grad V; every neuron doubled, at width 2m,
/// gives the same flow of latents; latents of widths m are those of the limit up to O(m^{-1/2}).
/// Hazard: an output bias moves m times faster too, so that its flow depends on m.
/// Throws InputError for a network of more than one hidden layer.
Points neurons(const Network& network, const State& w);

/// The names of their coordinates: "w_1", ..., "w_D", "b", "a_1", ..., "a_q".
std::vector<std::string> neuron_coordinates(Index inputs, bool bias, Index outputs);

}  // namespace simclr_flow
