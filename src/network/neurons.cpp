#include "simclr_flow/network/neurons.hpp"

#include <fmt/format.h>

#include "layer_views.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

Points neurons(const Network& network, const State& w) {
  const NetworkShape& shape = network.shape();
  if (shape.widths.size() != 1)
    throw InputError(fmt::format("neurons are particles in networks of one hidden layer, not of {}",
                                 shape.widths.size()));
  const Network::Layer &hidden = network.layers()[0], &output = network.layers()[1];
  Points theta(shape.inputs + (shape.bias ? 1 : 0) + shape.outputs, hidden.rows);
  theta.topRows(shape.inputs) = weights_of(hidden, w.data()).transpose();
  if (shape.bias) theta.row(shape.inputs) = bias_of(hidden, w.data()).transpose();
  theta.bottomRows(shape.outputs) = weights_of(output, w.data());
  return theta;
}

std::vector<std::string> neuron_coordinates(Index inputs, bool bias, Index outputs) {
  std::vector<std::string> names;
  for (Index d = 1; d <= inputs; ++d) names.push_back(fmt::format("w_{}", d));
  if (bias) names.emplace_back("b");
  for (Index c = 1; c <= outputs; ++c) names.push_back(fmt::format("a_{}", c));
  return names;
}

}  // namespace simclr_flow
