#include "network_fields.hpp"

namespace simclr_flow {
namespace {

constexpr double widest = 1e7, deepest = 1000;

void describe_layers(Fields& f, FlowConfig& flow) {
  if (!flow.has_network())
    return f.integer({"hidden_layers", "hidden layers of a network of infinite width"},
                     flow.hidden_layers, {1, true, deepest});
  f.integers({"widths", "widths of the hidden layers"}, flow.widths, {1, true, widest});
  f.require(!flow.widths.empty(), "widths", "must list the width of at least one hidden layer");
  f.choice({"scaling", "factors of the layers: ntk, standard (PyTorch's), or mean-field"},
           flow.scaling);
  f.text({"weights", "file of parameters at t = 0; empty: drawn by the seed"}, flow.weights);
}

}  // namespace

void describe_network(Fields& f, FlowConfig& flow, const Vocabulary& names) {
  if (flow.activation.empty()) flow.activation = flow.kind == "network" ? "tanh" : "relu";
  f.text({"activation",
          "activation of the hidden layers; tanh of networks, relu of kernels unless given"},
         flow.activation, names.activations);
  if (flow.activation == "leaky_relu")
    f.real({"slope", "slope of leaky_relu for negative arguments"}, flow.slope, {-1, true, 1});
  describe_layers(f, flow);
  f.boolean({"bias", "whether hidden layers have biases"}, flow.bias);
  f.defaults([&flow] {
    flow.output_bias = flow.has_network() && flow.scaling == FlowConfig::Scaling::standard;
  });
  f.boolean({"output_bias", "whether the output has a bias; true of standard scaling unless given"},
            flow.output_bias);
  if (flow.kind == "network")
    f.boolean(
        {"centered", "whether latents are the outputs less those at t = 0, about the common start"},
        flow.centered);
}

}  // namespace simclr_flow
