#pragma once
// Networks made of neurons, for tests: the way back from network/neurons.hpp, by its definition.
#include <memory>

#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/network/neurons.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

inline Network mean_field_network(Index width, Index outputs, bool bias = true,
                                  Scaling scaling = Scaling::mean_field) {
  return Network({.inputs = 2,
                  .widths = {width},
                  .outputs = outputs,
                  .activation = entry(activations(), "tanh"),
                  .scaling = scaling,
                  .bias = bias});
}

/// The parameters of these neurons, D = 2: W_1 row by row, b_1, W_2 row by row.
inline State parameters_of(const Points& theta) {
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Index m = theta.cols(), inputs = 2, rest = theta.rows() - inputs;
  State w(theta.size());
  Eigen::Map<Rows>(w.data(), m, inputs) = theta.topRows(inputs).transpose();
  Eigen::Map<Rows>(w.data() + m * inputs, rest, m) = theta.bottomRows(rest);
  return w;
}

/// a s(w·x + b) of one neuron with a bias, for all columns of x.
inline Points response(const State& theta, const Points& x, Index outputs) {
  const State u = (x.transpose() * theta.head(2)).array() + theta[2];
  return theta.tail(outputs) * u.array().tanh().matrix().transpose();
}

inline State initial_weights(const Network& network, std::uint64_t seed) {
  RandomStream random(seed, streams::weights);
  return network.initial_parameters(random);
}

/// The flow of a network from these parameters on the energy `simclr`, from latents b = start.
inline std::unique_ptr<Flow> flow_from(const Network& network, const State& w, const Points& x,
                                       const Points& start,
                                       std::shared_ptr<const Manifold> manifold) {
  return make_network_flow({std::move(manifold), make_simclr(gauss(0.2)), 1}, start, network, w, x,
                           true);
}

}  // namespace simclr_flow::test
