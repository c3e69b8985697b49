#include "simclr_flow/build/registry.hpp"

#include <array>
#include <numbers>

#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/references.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/flow/integrator.hpp"
#include "simclr_flow/network/activation.hpp"

namespace simclr_flow {
namespace {

/// Euclidean and circle: spread·g; sphere: normalise(e_1 + spread·g).
Points gaussian(const InitialConfig& config, const Manifold& manifold, Index n, std::uint64_t seed,
                std::uint32_t substream) {
  RandomStream random(seed, streams::initial, substream);
  Points y = config.spread * random.normals(manifold.coordinate_dim(), n);
  if (manifold.name() == "sphere") y.row(0).array() += 1;
  manifold.retract(y);
  return y;
}

Points uniform(const InitialConfig&, const Manifold& manifold, Index n, std::uint64_t seed,
               std::uint32_t substream) {
  RandomStream random(seed, streams::initial, substream);
  return uniform_coordinates(manifold, random, n);
}

/// A reference configuration, displaced by spread·g.
Points reference(const InitialConfig& config, const Manifold& manifold, Index n, std::uint64_t seed,
                 std::uint32_t substream) {
  Points y = reference_latents(config.reference, config.points, manifold, n);
  y += config.spread * RandomStream(seed, streams::initial, substream).normals(y.rows(), y.cols());
  manifold.retract(y);
  return y;
}

Network network_of(const FlowConfig& config, const FlowParts& parts) {
  return build_network(config, parts.inputs.rows(), parts.energy.manifold().coordinate_dim());
}

/// Its parameters at t = 0: those given, or drawn.
State start_of(const Network& network, const FlowParts& parts) {
  return parts.weights.size() > 0 ? parts.weights : drawn_weights(network, parts.seed);
}

std::unique_ptr<Flow> particle(const FlowConfig&, const FlowParts& parts) {
  return make_particle_flow(parts.energy, parts.start);
}

std::unique_ptr<Flow> kernel(const FlowConfig& config, const FlowParts& parts) {
  const Index outputs = parts.energy.manifold().coordinate_dim();
  const KernelForm form =
      config.form == "intrinsic" ? KernelForm::intrinsic : KernelForm::normalised;
  if (config.kernel == "infinite-width")
    return make_kernel_flow(parts.energy, parts.start,
                            infinite_width_tangent_kernel({.activation = config.activation,
                                                           .slope = config.slope,
                                                           .hidden_layers = config.hidden_layers,
                                                           .bias = config.bias,
                                                           .output_bias = config.output_bias},
                                                          parts.inputs, outputs),
                            form);
  const Network network = network_of(config, parts);
  return make_kernel_flow(parts.energy, parts.start,
                          empirical_tangent_kernel(network, start_of(network, parts), parts.inputs),
                          form);
}

std::unique_ptr<Flow> network(const FlowConfig& config, const FlowParts& parts) {
  const Network net = network_of(config, parts);
  return make_network_flow(parts.energy, parts.start, net, start_of(net, parts), parts.inputs,
                           config.centered, parts.sampler(config.integrator.batch));
}

constexpr std::array manifold_table{
    ManifoldEntry{"euclidean", "R^d", make_euclidean, 3},
    ManifoldEntry{"sphere", "S^{d-1} in R^d, latents y/|y|", make_sphere, 3},
    ManifoldEntry{"circle", "S^1 by its angle", [](Index) { return make_circle(); }, 2},
};

constexpr std::array initial_table{
    InitialEntry{"gaussian", "spread·g about one point", gaussian},
    InitialEntry{"uniform", "uniform on the circle or sphere", uniform},
    InitialEntry{"reference", "a reference configuration, displaced by spread·g", reference},
    InitialEntry{"file", "rows of a file", nullptr},
};

constexpr std::array flow_table{
    FlowEntry{"particle", "free latents: the Wasserstein gradient flow on atoms", particle, ""},
    FlowEntry{"kernel", "latents moved by a frozen tangent kernel", kernel,
              "kernel = \"empirical\"\nactivation = \"tanh\"\nwidths = [20]"},
    FlowEntry{"network", "gradient flow of a network's parameters", network,
              "activation = \"tanh\"\nwidths = [20]"},
};

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& item : table) names.emplace_back(item.name);
  return names;
}

std::vector<std::string> integrable_names() {
  std::vector<std::string> names;
  for (const TransformEntry& item : transforms())
    if (item.integrable) names.emplace_back(item.name);
  return names;
}

std::vector<std::string> names_of_parts() {
  std::vector<std::string> names;
  for (const EnergyEntry& item : energies())
    if (item.is_made_of_parts()) names.emplace_back(item.name);
  return names;
}

std::vector<MethodTraits> traits_of(std::span<const Method> table) {
  std::vector<MethodTraits> traits;
  for (const Method& m : table)
    traits.push_back({std::string(m.name), m.adaptive, m.one_step, m.integrates});
  return traits;
}

std::vector<KernelTraits> traits_of(std::span<const KernelEntry> table) {
  std::vector<KernelTraits> traits;
  for (const KernelEntry& kernel : table) traits.push_back({kernel.name, kernel.parameters});
  return traits;
}

}  // namespace

std::span<const ManifoldEntry> manifolds() { return manifold_table; }
std::span<const InitialEntry> initials() { return initial_table; }
std::span<const FlowEntry> flows() { return flow_table; }

Points uniform_coordinates(const Manifold& manifold, RandomStream& random, Index n) {
  Points y = random.normals(manifold.coordinate_dim(), n);
  if (manifold.name() == "circle")
    y = y.unaryExpr([&random](double) { return 2 * std::numbers::pi * random.uniform(); });
  manifold.retract(y);
  return y;
}

Vocabulary vocabulary() {
  return {.data = names_of(datasets()),
          .manifolds = names_of(manifold_table),
          .initials = names_of(initial_table),
          .energies = names_of(energies()),
          .flows = names_of(flow_table),
          .activations = names_of(activations()),
          .transforms = names_of(transforms()),
          .energies_of_parts = names_of_parts(),
          .integrable_transforms = integrable_names(),
          .methods = traits_of(methods()),
          .kernels = traits_of(kernels())};
}

}  // namespace simclr_flow
