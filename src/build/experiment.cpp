#include "simclr_flow/build/experiment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "repeated.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/positives.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/views.hpp"
#include "simclr_flow/energy/weighted_sum.hpp"
#include "sums.hpp"

namespace simclr_flow {
namespace {

/// The quadrature over all views of a sample, of as many nodes as views were asked for.
Quadrature rule_of(const ViewsConfig& config, const Augmentations& augmentations) {
  for (std::size_t k = 0; k < augmentations.size(); ++k)
    if (const Augmentation& a = augmentations[k]; !a.transform->rule(a.nodes))
      throw InputError(
          fmt::format("[views] transforms {}: {} of points of {} coordinates has no "
                      "quadrature rule",
                      k, config.transforms[k].kind, a.transform->dim()));
  Quadrature rule = view_rule(augmentations);
  if (const Index nodes = rule.weights.size(); config.count != 0 && config.count != nodes)
    throw InputError(
        fmt::format("[views] count = {} must be {}, the number of nodes of the "
                    "quadrature, or not be given",
                    config.count, nodes));
  return rule;
}

/// Of `views`: the first for the data, the last, which no step of a ViewSampler reaches, for test
/// points.
constexpr std::uint32_t fixed_views_substream = 0, test_views_substream = 0xffffffff;

/// Views of data: the nodes of the quadrature, whose weights are given out, or drawn ones.
Points make_inputs(const RunConfig& config, const Dataset& data, std::uint32_t substream,
                   State* weights) {
  const Augmentations augmentations = build_augmentations(config.views, data);
  if (config.views.mode != ViewsConfig::Mode::quadrature)
    return draw_views(data.points, config.views.count, augmentations, config.seed, substream);
  Quadrature rule = rule_of(config.views, augmentations);
  if (weights) *weights = rule.weights;
  return rule_views(data.points, augmentations, rule);
}

Descent::Rule descent_rule(IntegratorConfig::Rule rule) {
  switch (rule) {
    case IntegratorConfig::Rule::momentum:
      return Descent::Rule::momentum;
    case IntegratorConfig::Rule::adam:
      return Descent::Rule::adam;
    case IntegratorConfig::Rule::plain:
      break;
  }
  return Descent::Rule::plain;
}

/// What moves the latents, after a comma; nothing for particles.
std::string medium_of(const FlowConfig& flow) {
  if (flow.kind == "particle") return "";
  const std::string activation =
      flow.activation == "leaky_relu" ? fmt::format("leaky_relu({})", flow.slope) : flow.activation;
  const std::string form = flow.form == FlowConfig::Form::intrinsic ? ", intrinsic" : "";
  if (!flow.has_network()) {
    const std::string depth =
        flow.hidden_layers == 1 ? "" : fmt::format(", {} hidden layers", flow.hidden_layers);
    return fmt::format("{}, infinite-width {}{}", form, activation, depth);
  }
  const std::string of = form + (flow.kind == "kernel" ? ", empirical" : ",");
  const std::string_view scaling =
      flow.scaling == FlowConfig::Scaling::mean_field ? " mean-field" : "";
  return fmt::format("{}{} {}, width {}", of, scaling, activation, fmt::join(flow.widths, "-"));
}

/// "adam, rate 0.001, fresh views, batch 64".
std::string descent_of(const FlowConfig& flow, const ViewsConfig& views) {
  const IntegratorConfig& descent = flow.integrator;
  std::string what = fmt::format("{}, rate {}", name_of_choice(descent.rule), descent.step);
  if (flow.kind == "network" && views.mode == ViewsConfig::Mode::fresh) what += ", fresh views";
  if (descent.batch > 0) what += fmt::format(", batch {}", descent.batch);
  return what;
}

/// Where n samples start: at what a file gave, or all views alike by the law.
Points start_of(const RunConfig& config, const Manifold& manifold, Index n, Index views,
                std::uint32_t substream, Points given) {
  const InitialEntry& initial = entry(initials(), config.initial.kind);
  if (initial.make)
    return repeated(initial.make(config.initial, manifold, n, config.seed, substream), views);
  if (given.rows() != manifold.coordinate_dim() || given.cols() != n * views)
    throw InputError(
        fmt::format("[initial] gives a start of {} latents with {} coordinates, "
                    "expected {} with {}",
                    given.cols(), given.rows(), n * views, manifold.coordinate_dim()));
  return given;
}

/// The parameters that files gave to each flow.
std::vector<State> weights_of(const RunConfig& config, std::vector<State> given, Index inputs,
                              Index outputs) {
  given.resize(config.flows.size());
  for (std::size_t f = 0; f < given.size(); ++f) {
    const FlowConfig& flow = config.flows[f];
    const Index wanted =
        flow.weights.empty() ? 0 : build_network(flow, inputs, outputs).parameter_count();
    if (given[f].size() != wanted)
      throw InputError(fmt::format("[[flow]] '{}': {} weights were given, expected {}", flow.name,
                                   given[f].size(), wanted));
  }
  return given;
}

bool has_same_kernel(const EnergyConfig& a, const EnergyConfig& b) {
  return a.kernel == b.kernel && a.temperature == b.temperature && a.parameters == b.parameters;
}

/// Whether any flow takes where the latents of test points start.
bool uses_test_start(const RunConfig& config) {
  return std::ranges::any_of(
      config.flows, [](const FlowConfig& flow) { return flow.kind == "network" && flow.centered; });
}

/// The networks on views of the test points.
void make_test_flows(Experiment& e, const RunConfig& config, Points given) {
  if (e.test.count() == 0) return;
  if (e.test.count() < 2)
    throw InputError("[data.test] gives 1 point: what is measured of pairs needs at least 2");
  e.test_species = repeated(e.test.labels, e.views());
  const Points inputs = make_inputs(config, e.test, test_views_substream, nullptr);
  if (uses_test_start(config))
    e.test_start = start_of(config, *e.manifold, e.test.count(), e.views(), 1, std::move(given));
  FlowParts parts{LatentEnergy(e.manifold, e.energy, e.views(), e.view_weights), e.test_start,
                  inputs, config.seed, [](Index) { return std::optional<ViewSampler>(); }};
  for (Course& course : e.courses) {
    if (course.config.kind != "network") continue;
    parts.weights = course.weights;
    course.test_flow = entry(flows(), "network").make(course.config, parts);
  }
}

/// What the steps of a network's descent draw; nothing if they take all fixed views.
std::optional<ViewSampler> sampler_of(const RunConfig& config, const Experiment& e, Index batch) {
  if (config.views.mode == ViewsConfig::Mode::fresh)
    return ViewSampler::fresh(e.data.points, e.views(), build_augmentations(config.views, e.data),
                              batch, config.seed);
  if (batch > 0) return ViewSampler::fixed(e.inputs, e.views(), batch, config.seed);
  return std::nullopt;
}

KernelFunctions::AtZero at_zero(const EnergyConfig& energy) {
  return build_profile(energy).functions().at_zero();
}

/// The kernel of the first term of which this holds; "" if of none.
template <class Predicate>
std::string first_kernel(const EnergyConfig& energy, const Predicate& holds) {
  for (const TermView& term : terms_of(energy))
    if (holds(term.energy)) return term.energy.kernel;
  return "";
}

/// Where a kernel is infinite as latents coincide they start apart, and in as many views as the
/// energy has a value for.
void require_finite_start(const RunConfig& config, const Experiment& e) {
  const std::string kernel = first_kernel(config.energy, [](const EnergyConfig& energy) {
    return at_zero(energy) == KernelFunctions::AtZero::pole;
  });
  if (kernel.empty()) return;
  const LatentEnergy energy = e.latent_energy();
  energy.evaluate(e.start, nullptr);
  if (const std::string why = energy.why_not_finite(e.start); !why.empty())
    throw InputError(
        fmt::format("[energy] kernel = \"{}\": at t = 0 {}: [initial] must start all "
                    "latents apart{}",
                    kernel, why, e.views() > 1 ? ", views too, as a file can" : ""));
}

/// Said where positive pairs do not come to rest as they meet.
void tell_meeting(const RunConfig& config, Experiment& e) {
  const std::string kernel = first_kernel(config.energy, [](const EnergyConfig& energy) {
    return at_zero(energy) != KernelFunctions::AtZero::smooth && has_pair_sums(energy) &&
           build_energy(energy)->takes_positives();
  });
  if (kernel.empty() || (e.views() == 1 && !e.positives)) return;
  e.hints.push_back(fmt::format(
      "[energy] kernel = \"{}\": the attraction of positive pairs does not vanish as they meet, "
      "which they do in a finite time: steps become short there, and a run may not get past it",
      kernel));
}

/// Said where positive pairs cost more than the sums over all pairs may, which can be fast.
void tell_positive_pairs(Experiment& e) {
  if (!e.positives) return;
  constexpr double many = 1e6;
  const double views = static_cast<double>(e.views()),
               pairs = static_cast<double>(e.positives->pairs()) * views * views;
  if (pairs > many)
    e.told.push_back(fmt::format("positives: {:.2g} pairs in each evaluation, one by one", pairs));
}

/// Whether names are those of a law's classes, of which words chose some: these have their names.
bool chose_by_names(const DataConfig& config) {
  return !config.class_words.empty() && config.files.file.empty() && config.files.images.empty();
}

/// Names of the classes in place of those that the data have. Throws InputError unless there is one
/// for each.
void name_classes(Dataset& data, const DataConfig& config) {
  const std::vector<std::string>& names = config.class_names;
  if (names.empty() || chose_by_names(config)) return;
  if (std::ssize(names) != data.classes())
    throw InputError(fmt::format("[data] class_names has {} name{}, but the data have {} class{}",
                                 names.size(), names.size() == 1 ? "" : "s", data.classes(),
                                 data.classes() == 1 ? "" : "es"));
  data.class_names = names;
}

}  // namespace

Index view_count(const RunConfig& config, const Dataset& data) {
  if (config.views.mode != ViewsConfig::Mode::quadrature) return config.views.count;
  return rule_of(config.views, build_augmentations(config.views, data)).weights.size();
}

Experiment build_experiment(const RunConfig& config, const std::string& folder) {
  return build_experiment(config, read_given(config, folder));
}

Experiment build_experiment(const RunConfig& config, Given given) {
  Experiment e;
  e.hints = std::move(given.hints);
  e.data = std::move(given.data.training);
  e.test = std::move(given.data.test);
  e.told = std::move(given.told);
  if (e.data.count() < 2)
    throw InputError(fmt::format("[data] gives {} data point: an energy of pairs needs at least 2",
                                 e.data.count()));
  name_classes(e.data, config.data);
  e.inputs = make_inputs(config, e.data, fixed_views_substream, &e.view_weights);
  e.species = repeated(e.data.labels, e.views());
  e.known_labels = known_labels(config.positives, e.data.count(), config.seed);
  e.positive_weights = std::move(given.positive_weights);
  e.positives = build_positives(config.positives, e.data.labels, e.data.count(), e.views(),
                                e.known_labels, e.positive_weights);
  e.manifold = build_manifold(config.latent);
  e.energy = build_energy(config.energy);
  e.start = start_of(config, *e.manifold, e.data.count(), e.views(), 0, std::move(given.start));
  require_finite_start(config, e);
  tell_meeting(config, e);
  tell_positive_pairs(e);
  const auto [is_fast, words] = told_sums(config.energy, e.manifold->ambient(e.start));
  e.sums = words;
  if (config.energy.summation == EnergyConfig::Sums::fast || is_fast) e.told.push_back(e.sums);
  const std::vector<State> weights =
      weights_of(config, std::move(given.weights), e.inputs.rows(), e.manifold->coordinate_dim());
  FlowParts parts{e.latent_energy(), e.start, e.inputs, config.seed,
                  [&](Index batch) { return sampler_of(config, e, batch); }};
  for (std::size_t f = 0; f < config.flows.size(); ++f) {
    const FlowConfig& flow = config.flows[f];
    parts.weights = weights[f];
    e.courses.push_back({.config = flow,
                         .method = &entry(methods(), flow.integrator.method),
                         .weights = weights[f],
                         .flow = entry(flows(), flow.kind).make(flow, parts),
                         .test_flow = nullptr});
  }
  make_test_flows(e, config, std::move(given.test_start));
  return e;
}

std::unique_ptr<Manifold> build_manifold(const LatentConfig& config) {
  return entry(manifolds(), config.manifold).make(config);
}

std::unique_ptr<Energy> build_energy(const EnergyConfig& config) {
  return build_energy(config, build_profile(config));
}

std::unique_ptr<Energy> build_energy(const EnergyConfig& config, Profile profile) {
  const EnergyEntry& named = entry(energies(), config.preset);
  if (config.terms.empty()) return named.make(profile, config.contrast.value_or(ContrastConfig{}));
  std::vector<WeightedEnergy> terms;
  for (const auto& [weight, energy] : config.terms)
    terms.push_back(
        {weight,
         build_energy(energy, has_same_kernel(energy, config) ? profile : build_profile(energy))});
  return make_weighted_sum(std::move(terms));
}

std::string describe_flow(const FlowConfig& flow, const ViewsConfig& views) {
  const bool integrates = entry(methods(), flow.integrator.method).integrates;
  const std::string what =
      fmt::format("{} {}{}", flow.kind, integrates ? "flow" : "descent", medium_of(flow));
  return integrates ? what : fmt::format("{}; not a flow: {}", what, descent_of(flow, views));
}

std::unique_ptr<Integrator> build_integrator(const IntegratorConfig& config, double first_output) {
  StepControl control{.rtol = config.rtol,
                      .atol = config.atol,
                      .step = config.step,
                      .initial_step = config.initial_step,
                      .min_step = config.min_step,
                      .first_output = first_output,
                      .descent = {descent_rule(config.rule), config.momentum, config.beta1,
                                  config.beta2, config.epsilon}};
  if (config.max_step > 0) control.max_step = config.max_step;
  return entry(methods(), config.method).make(control);
}

}  // namespace simclr_flow
