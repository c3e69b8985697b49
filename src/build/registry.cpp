#include "simclr_flow/build/registry.hpp"

#include <fmt/format.h>

#include <array>

#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/references.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/flow/integrator.hpp"
#include "simclr_flow/network/activation.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow {
namespace {

/// base + spread·g; sphere: normalise(e_1 + spread·g).
Points gaussian(const InitialConfig& config, const Manifold& manifold, Index n, std::uint64_t seed,
                std::uint32_t substream) {
  RandomStream random(seed, streams::initial, substream);
  Points y = config.spread * random.normals(manifold.coordinate_dim(), n);
  y.colwise() += manifold.base_point();
  manifold.retract(y);
  return y;
}

Points uniform(const InitialConfig&, const Manifold& manifold, Index n, std::uint64_t seed,
               std::uint32_t substream) {
  RandomStream random(seed, streams::initial, substream);
  return manifold.uniform(random, n);
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
      config.form == FlowConfig::Form::intrinsic ? KernelForm::intrinsic : KernelForm::normalised;
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
  if (config.form == FlowConfig::Form::intrinsic)
    return make_intrinsic_network_flow(parts.energy, parts.start, net, start_of(net, parts),
                                       parts.inputs, config.centered);
  return make_network_flow(parts.energy, parts.start, net, start_of(net, parts), parts.inputs,
                           config.centered, parts.sampler(config.integrator.batch));
}

std::vector<ManifoldEntry>& manifold_table() {
  static std::vector<ManifoldEntry> table{
      {"euclidean",
       "R^d",
       [](const LatentConfig& latent) { return make_euclidean(latent.dim); },
       {},
       3},
      {"sphere",
       "S^{d-1} in R^d, latents y/|y|",
       [](const LatentConfig& latent) { return make_sphere(latent.dim); },
       {.least = 2, .words = "at least 2, the ambient dimension of a sphere"},
       3},
      {"circle",
       "S^1 by its angle",
       [](const LatentConfig&) { return make_circle(); },
       {.least = 2, .most = 2, .words = "2, the ambient dimension of the circle"},
       2},
      {"torus",
       "S^1 x ... x S^1 in R^d by its d/2 angles, flat",
       [](const LatentConfig& latent) { return make_torus(latent.dim); },
       {.least = 4, .step = 2, .words = "even and at least 4, two for each angle of the torus"},
       4},
      {"box",
       "[0, L_1] x ... x [0, L_d] between walls, for minimize",
       [](const LatentConfig& latent) {
         return make_box(Eigen::Map<const State>(latent.sides.data(), std::ssize(latent.sides)));
       },
       {},
       2,
       true},
  };
  return table;
}

constexpr std::array initial_table{
    InitialEntry{"gaussian", "spread·g about one point", gaussian},
    InitialEntry{"uniform", "uniform on a compact manifold", uniform},
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
    if (item.is_made_of_parts() && !item.has_terms) names.emplace_back(item.name);
  return names;
}

std::vector<std::string> names_of_sums() {
  std::vector<std::string> names;
  for (const EnergyEntry& item : energies())
    if (item.has_terms) names.emplace_back(item.name);
  return names;
}

std::vector<std::string> names_without_kernel() {
  std::vector<std::string> names;
  for (const EnergyEntry& item : energies())
    if (const auto* facts = theory::facts_of(item.name); facts && !facts->has_kernel())
      names.emplace_back(item.name);
  return names;
}

std::vector<std::string> names_of_whole_space() {
  std::vector<std::string> names;
  for (const EnergyEntry& item : energies())
    if (!item.make(gauss_profile(1))->is_translation_invariant()) names.emplace_back(item.name);
  return names;
}

/// The rule that is given where none is, which the range of `dim` tells.
bool is_every_dimension(const DimRule& dims) {
  const DimRule every;
  return dims.least == every.least && dims.most == every.most && dims.step == every.step;
}

std::vector<MethodTraits> traits_of(std::span<const Method> table) {
  std::vector<MethodTraits> traits;
  for (const Method& m : table)
    traits.push_back({std::string(m.name), m.adaptive, m.one_step, m.integrates});
  return traits;
}

/// At temperature 1 and what its parameters are by themselves, lists as laws take them.
std::shared_ptr<const KernelFunctions> at_standard(const KernelEntry& kernel) {
  Parameters values;
  for (const Parameter& p : kernel.parameters) values[p.name] = p.standard;
  for (const ListParameter& list : kernel.lists) values.lists[list.name] = list.sample;
  return kernel.make(1, values);
}

std::vector<KernelTraits> traits_of(std::span<const KernelEntry> table) {
  std::vector<KernelTraits> traits;
  for (const KernelEntry& kernel : table)
    traits.push_back({kernel.name, kernel.parameters, kernel.lists, kernel.refusal, kernel.text,
                      at_standard(kernel)->at_zero() == KernelFunctions::AtZero::pole});
  return traits;
}

std::vector<ManifoldTraits> traits_of(const std::vector<ManifoldEntry>& table) {
  std::vector<ManifoldTraits> traits;
  for (const ManifoldEntry& row : table)
    traits.push_back(
        {std::string(row.name), row.dims, row.has_sides, row.make(row.sample())->facts()});
  return traits;
}

}  // namespace

std::span<const ManifoldEntry> manifolds() { return manifold_table(); }
std::span<const InitialEntry> initials() { return initial_table; }
std::span<const FlowEntry> flows() { return flow_table; }

LatentConfig ManifoldEntry::sample() const {
  LatentConfig latent{.manifold = std::string(name), .dim = sample_dim, .sides = {}};
  for (Index c = 0; has_sides && c < sample_dim; ++c)
    latent.sides.push_back(1 + static_cast<double>(c) / 2);
  return latent;
}

void add_manifold(const ManifoldEntry& entry) {
  if (entry.name.empty()) throw InputError("a manifold needs a name");
  for (const ManifoldEntry& known : manifolds())
    if (known.name == entry.name)
      throw InputError(fmt::format("manifold '{}' is in the registry already", entry.name));
  const auto refuse = [&entry](const std::string& why) {
    throw InputError(fmt::format("manifold '{}' {}", entry.name, why));
  };
  if (!entry.make) refuse("has no function that makes it");
  const auto& [least, most, step, words] = entry.dims;
  if (least < 1 || most < least || step < 1)
    refuse(fmt::format("allows no dimension: from {} to {} by {}", least, most, step));
  if (words.empty() && !is_every_dimension(entry.dims))
    refuse("lacks the words for its dimensions, which follow \"must be\"");
  if (!entry.dims.allows(entry.sample_dim))
    refuse(fmt::format("does not allow its sample_dim {}", entry.sample_dim));
  if (!entry.make(entry.sample())) refuse("is not made of its own sample");
  manifold_table().push_back(entry);
}

Vocabulary vocabulary() {
  return {.data = names_of(datasets()),
          .initials = names_of(initial_table),
          .energies = names_of(energies()),
          .flows = names_of(flow_table),
          .activations = names_of(activations()),
          .transforms = names_of(transforms()),
          .energies_of_parts = names_of_parts(),
          .energies_of_terms = names_of_sums(),
          .energies_without_kernel = names_without_kernel(),
          .energies_of_whole_space = names_of_whole_space(),
          .integrable_transforms = integrable_names(),
          .methods = traits_of(methods()),
          .kernels = traits_of(kernels()),
          .manifolds = traits_of(manifold_table())};
}

}  // namespace simclr_flow
