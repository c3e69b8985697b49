#include "network_fields.hpp"

#include <fmt/format.h>

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

void describe_form(Fields& f, FlowConfig& flow, const RunConfig& run, const Vocabulary& names) {
  const bool directions = run.latent.traits.facts.directions;
  const bool network = flow.kind == "network", has_test = run.data.has_test();
  const bool integrates = names.method(flow.integrator.method).integrates;
  f.defaults([&] {
    if (network && directions && flow.centered && integrates && !has_test)
      flow.form = FlowConfig::Form::intrinsic;
  });
  f.choice({"form",
            "on the sphere: outputs of any length, normalised, or latents moved along the sphere; "
            "intrinsic of centred networks that are integrated, unless there are test points"},
           flow.form);
  if (flow.form == FlowConfig::Form::normalised) return;
  f.require(directions, "form",
            fmt::format("needs manifold {}, not \"{}\": elsewhere there is one {} flow",
                        manifolds_with(names, &ManifoldFacts::directions, "\""),
                        run.latent.manifold, flow.kind));
  f.require(!network || integrates, "form",
            fmt::format("needs an integrator, not \"{}\": the steps of a descent of parameters "
                        "move outputs of any length",
                        flow.integrator.method));
  f.require(!network || !has_test, "form",
            "has no latents of test points: theirs are y/|y| of a normalised network");
}

}  // namespace simclr_flow
