#include "network_fields.hpp"

namespace simclr_flow {
namespace {

constexpr double widest = 1e7, deepest = 1000;

void describe_layers(Fields& f, FlowConfig& flow) {
  if (!flow.has_network())
    return f.integer("hidden_layers", flow.hidden_layers, {1, true, deepest});
  f.integers("widths", flow.widths, {1, true, widest});
  f.require(!flow.widths.empty(), "widths", "must list the width of at least one hidden layer");
  f.text("scaling", flow.scaling, {"ntk", "standard", "mean-field"});
  f.text("weights", flow.weights);
}

}  // namespace

void describe_network(Fields& f, FlowConfig& flow, const Vocabulary& names) {
  if (flow.activation.empty()) flow.activation = flow.kind == "network" ? "tanh" : "relu";
  f.text("activation", flow.activation, names.activations);
  if (flow.activation == "leaky_relu") f.real("slope", flow.slope, {-1, true, 1});
  describe_layers(f, flow);
  f.boolean("bias", flow.bias);
  f.defaults([&flow] { flow.output_bias = flow.has_network() && flow.scaling == "standard"; });
  f.boolean("output_bias", flow.output_bias);
  if (flow.kind == "network") f.boolean("centered", flow.centered);
}

}  // namespace simclr_flow
