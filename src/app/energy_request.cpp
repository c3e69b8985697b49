#include "energy_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "arguments.hpp"
#include "energy_parts.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/given.hpp"
#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/positives.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/flow/latent_energy.hpp"

namespace simclr_flow {
namespace {

std::vector<int> read_class_labels(const std::string& file, Index samples) {
  const std::vector<Index> given = labels_of_file(file).integers;
  if (std::ssize(given) != samples)
    throw InputError(
        fmt::format("labels '{}' are {}, there are {} samples", file, given.size(), samples));
  std::map<Index, int> classes;
  for (const Index label : given) classes.emplace(label, static_cast<int>(classes.size()));
  std::vector<int> labels;
  for (const Index label : given) labels.push_back(classes.at(label));
  return labels;
}

/// What the samples are positives by, and how it is told.
void take_positives(const EnergyOptions& options, EnergyRequest& request) {
  using Kind = PositivesConfig::Kind;
  const PositivesConfig& config = request.positives_config;
  const bool by_labels = config.kind == Kind::labels || config.kind == Kind::semi;
  if (by_labels == options.labels.empty())
    throw InputError("--positives labels, or semi, and --labels, a file of them, go together");
  if (config.are_views()) return;
  const Index samples = request.samples();
  std::vector<int> labels;
  Points weights;
  if (by_labels)
    labels = read_class_labels(options.labels, samples);
  else
    weights = read_positive_weights(config.file);
  const std::vector<bool> known = known_labels(config, samples, RunConfig{}.seed);
  request.positives = build_positives(config, labels, samples, request.views, known, weights);
  request.told_positives =
      by_labels
          ? fmt::format("{} of '{}': {} classes", options.positives, shown(options.labels),
                        1 + *std::ranges::max_element(labels))
          : fmt::format("weights of '{}': {} pairs of samples", shown(config.file), weights.cols());
  if (config.kind == Kind::semi)
    request.told_positives +=
        fmt::format(", of {} of {} samples", std::ranges::count(known, true), samples);
}

bool takes_positives(std::string_view preset) {
  const theory::EnergyFacts* facts = theory::facts_of(preset);
  return !facts || facts->has_positive_pairs();
}

/// Why the manifold that is given, if any, is none for the energy.
std::string lack_of_space(const EnergyOptions& options, std::string_view preset) {
  if (options.manifold.empty()) return "";
  const Vocabulary names = vocabulary();
  return names.lack_of_space(preset, names.manifold(options.manifold));
}

/// Why the positives that are asked for are none of the energy.
std::string lack_of_positives(const EnergyOptions& options, const EnergyRequest& request,
                              std::string_view preset) {
  if (!request.positives_config.are_views())
    return takes_positives(preset) ? "" : "has no positive pairs: --positives " + options.positives;
  if (!theory::needs_views(preset) || request.views > 1) return "";
  return "measures the views of a sample, two or more: --views says how many each has";
}

/// Of a sum, whether all terms do.
bool counts_directions(const EnergyConfig& energy) {
  return std::ranges::all_of(terms_of(energy), [](const TermView& term) {
    return theory::counts_directions(term.energy.preset);
  });
}

/// What check_options asks of a preset, of the terms of a sum: it has positives if one has, needs
/// views if all do, and the space of each.
void check_terms(const EnergyOptions& options, const EnergyConfig& energy) {
  if (energy.terms.empty()) return;
  const auto terms = terms_of(energy);
  const auto takes = [](const TermView& t) { return takes_positives(t.energy.preset); };
  const auto needs = [](const TermView& t) { return theory::needs_views(t.energy.preset); };
  if (options.positives != "views" && std::ranges::none_of(terms, takes))
    throw InputError(fmt::format("--positives {}: no term of '{}' has positive pairs",
                                 options.positives, energy.preset));
  if (options.views.empty() && options.positives == "views" && std::ranges::all_of(terms, needs))
    throw InputError(fmt::format(
        "--preset {} of these terms measures the views of a sample: --views says how many each has",
        energy.preset));
  for (const TermView& term : terms)
    if (const std::string lack = lack_of_space(options, term.energy.preset); !lack.empty())
      throw InputError(
          fmt::format("--preset {}: its term '{}' {}", energy.preset, term.energy.preset, lack));
}

LatentConfig latent_of(const EnergyOptions& options, const EnergyConfig& energy,
                       const Points& points) {
  LatentConfig latent{.manifold = options.manifold, .dim = points.rows(), .sides = {}};
  if (latent.manifold.empty()) latent.manifold = counts_directions(energy) ? "sphere" : "euclidean";
  latent.traits = vocabulary().manifold(latent.manifold);
  if (latent.traits.facts.angles) latent.dim = 2 * points.rows();
  if (latent.traits.has_sides) latent.sides = numbers_argument("--sides", options.sides);
  return latent;
}

void require_shape(const EnergyOptions& options, const EnergyRequest& request,
                   const LatentConfig& latent) {
  const Index width = request.points.rows();
  const auto refuse = [&options](const std::string& why) {
    throw InputError(fmt::format("points '{}' {}", options.points, why));
  };
  const auto& [name, dims, has_sides, facts] = latent.traits;
  if (facts.angles && !dims.allows(latent.dim))
    refuse(fmt::format("have {} columns, the {} needs {}{}: angles{}", width, name, dims.least / 2,
                       dims.most > dims.least ? " or more" : "",
                       facts.unit_sphere && dims.allows(width)
                           ? fmt::format(" (for points of {}: --manifold sphere)",
                                         width == 2 ? "the plane" : "the space")
                           : ""));
  if (width < dims.least && !facts.angles)
    refuse(fmt::format("have {} column{}, a {} needs at least {} (--manifold circle takes angles)",
                       width, width == 1 ? "" : "s", name, dims.least));
  if (facts.directions) require_directions(options.points, request.points);
  if (facts.walls) require_within(options.points, request.points, latent.sides);
}

/// Why the energy has no value of this kernel, whatever the latents: by asking it for that of the
/// first two samples.
std::string lack_of_kernel(const EnergyCase& c, const EnergyRequest& request) {
  try {
    LatentEnergy(build_manifold(c.latent), build_energy(c.energy), request.views)
        .evaluate(request.points.leftCols(2 * request.views), nullptr);
    return "";
  } catch (const InputError& e) {
    return e.what();
  }
}

void require_temperatures(const std::vector<double>& temperatures) {
  for (const double t : temperatures)
    if (!(t > 0) || !std::isfinite(t))
      throw InputError(
          fmt::format("--temperature {:g}: a temperature must be positive and finite", t));
}

/// Throws for latents that may be farther apart than those of spheres, unless it is told how far
/// the text of the kernel is followed.
void require_reach(const EnergyOptions& options, const EnergyConfig& energy,
                   const ManifoldTraits& manifold) {
  const auto& text = entry(kernels(), options.kernel).text;
  if (!text || !energy.parameters.texts.contains(text->name) || manifold.facts.unit_sphere) return;
  const std::string option = fmt::format("energy.{}=", text->reach.name);
  if (std::ranges::none_of(options.overrides,
                           [&](const std::string& given) { return given.starts_with(option); }))
    throw InputError(
        fmt::format("--set {}... must be given, the |z-z'| that `{}` is followed to: points of "
                    "manifold \"{}\" may be farther apart than those of spheres",
                    option, text->name, manifold.name));
}

/// Adds the case of an energy and a temperature, whose points must be of its space.
void add_case(const EnergyOptions& options, EnergyConfig energy, EnergyRequest& request) {
  const LatentConfig latent = latent_of(options, energy, request.points);
  const bool of_directions = counts_directions(energy);
  request.cases.push_back({std::move(energy), latent, of_directions, request.of_points});
  require_shape(options, request, request.cases.back().latent);
  require_reach(options, request.cases.back().energy, request.cases.back().latent.traits);
}

/// Why an energy has no value of what is asked for, in a sentence that names it; "" if it has.
std::string lack_of(const EnergyOptions& options, const EnergyConfig& energy,
                    EnergyRequest& request) {
  std::string lack = lack_of_space(options, energy.preset);
  if (lack.empty()) lack = lack_of_positives(options, request, energy.preset);
  if (!lack.empty()) return fmt::format("energy '{}' {}", energy.preset, lack);
  add_case(options, energy, request);
  lack = lack_of_kernel(request.cases.back(), request);
  request.cases.pop_back();
  return lack;
}

/// Those of all energies that are whole without further parts, in the order of the registry, at
/// each temperature; and which are none, and why.
void add_every_energy(const EnergyOptions& options, EnergyConfig energy,
                      const std::vector<double>& temperatures, EnergyRequest& request) {
  std::vector<EnergyConfig> kept;
  energy.temperature = temperatures.front();
  for (const EnergyEntry& row : energies()) {
    if (row.is_made_of_parts()) continue;
    energy.preset = row.name;
    if (std::string lack = lack_of(options, energy, request); lack.empty())
      kept.push_back(energy);
    else
      request.left_out.push_back({energy.preset, std::move(lack)});
  }
  if (kept.empty()) throw InputError(request.left_out.front().why);
  for (const double temperature : temperatures)
    for (EnergyConfig of_all : kept) {
      of_all.temperature = temperature;
      add_case(options, std::move(of_all), request);
    }
}

/// Whether the energy is a loss of positive pairs.
bool looks_for_pairs(const EnergyOptions& options) {
  return !options.preset.empty() && theory::counts_directions(options.preset) &&
         !counts_all_pairs(options.preset);
}

void take_points(const EnergyOptions& options, EnergyRequest& request) {
  auto [rows, taken] = read_points(options.points, {.views = request.views});
  request.taken = std::move(taken);
  const Index count = rows.cols(), views = request.views;
  const auto refuse = [&options](const std::string& why) {
    throw InputError(fmt::format("points '{}' {}", options.points, why));
  };
  if (count < 2) refuse("hold 1 point: an energy of pairs needs at least 2");
  if (count % views != 0)
    refuse(fmt::format("have {} rows, which {} views do not divide", count, views));
  if (count / views < 2) refuse("hold 1 sample: at least 2 are needed");
  if (!request.views_given && request.positives_config.are_views() && looks_for_pairs(options))
    if (const auto order = evident_pairs(rows))
      request.hints.push_back(
          fmt::format("hint: '{}': rows seem to be 2 views of {} samples: --views 2 --order {}",
                      options.points, count / 2, name_of(*order)));
  if (const auto other = closer_order(rows, views, request.order))
    request.hints.push_back(
        order_hint(options.points, views, *other, fmt::format("--order {}", name_of(*other))));
  request.points = to_interleaved(rows, views, request.order);
}

/// Rows that are points z of a manifold of angles, as `extract` and studies write them, become its
/// angles: within the distance that [initial] file allows. The circle's are those of a sphere.
void take_angles_of_points(const EnergyOptions& options, EnergyRequest& request) {
  if (options.manifold.empty()) return;
  const ManifoldTraits traits = vocabulary().manifold(options.manifold);
  const Index width = request.points.rows();
  if (!traits.facts.angles || traits.facts.unit_sphere || !traits.dims.allows(width)) return;
  const auto manifold =
      build_manifold({.manifold = options.manifold, .dim = width, .sides = {}, .traits = traits});
  if (!(manifold->distance_from(request.points) <= farthest_off)) return;
  if (!options.gradient.empty())
    throw InputError(
        fmt::format("points '{}' are points of the {}: --gradient is with respect to its {} "
                    "angles, which have to be given as such",
                    options.points, options.manifold, manifold->coordinate_dim()));
  request.points = manifold->coordinates_of(std::move(request.points));
  request.of_points = true;
}

void check_options(const EnergyOptions& options) {
  const Vocabulary names = vocabulary();
  std::vector<std::string> presets, known_kernels;
  for (const EnergyEntry& row : energies()) presets.emplace_back(row.name);
  for (const KernelEntry& row : kernels()) known_kernels.emplace_back(row.name);
  if (options.preset.empty() && !options.all)
    throw InputError("--preset is needed: an energy, or --all for a table of every one");
  if (!options.preset.empty()) require_known("--preset", presets, options.preset);
  require_known("--kernel", known_kernels, options.kernel);
  if (!options.manifold.empty())
    require_known("--manifold", names.manifold_names(), options.manifold);
  if (const std::string lack = lack_of_space(options, options.preset); !lack.empty())
    throw InputError(fmt::format("--preset {} {}", options.preset, lack));
  const bool by_sides = !options.manifold.empty() && names.manifold(options.manifold).has_sides;
  if (by_sides == options.sides.empty())
    throw InputError("--manifold box and --sides, its lengths (--sides 2,1), go together");
  std::vector<std::string> kinds = names_of_choices<PositivesConfig::Kind>();
  require_known("--positives", kinds, options.positives);
}

}  // namespace

EnergyRequest energy_request(const EnergyOptions& options) {
  check_options(options);
  EnergyRequest request{
      .source = options.points, .points = {}, .taken = "", .hints = {}, .cases = {}};
  request.views_given = !options.views.empty();
  if (request.views_given) request.views = count_argument("--views", options.views, 1, 1'000'000);
  request.order = view_order("--order", options.order);
  if (!request.views_given && request.order != ViewOrder::interleaved)
    throw InputError("--order tells how the views of samples lie: --views says how many there are");
  const std::vector<double> temperatures = numbers_argument("--temperature", options.temperature);
  require_temperatures(temperatures);
  const RunConfig parts = set_parts_of(options, temperatures.front());
  check_terms(options, parts.energy);
  request.positives_config = parts.positives;
  if (const std::string lack = lack_of_positives(options, request, options.preset);
      !options.preset.empty() && parts.energy.terms.empty() && !lack.empty())
    throw InputError(fmt::format("--preset {} {}", options.preset, lack));
  take_points(options, request);
  take_angles_of_points(options, request);
  take_positives(options, request);
  EnergyConfig energy = parts.energy;
  energy.preset = options.preset;
  energy.kernel = options.kernel;
  if (options.preset.empty())
    add_every_energy(options, energy, temperatures, request);
  else
    for (const double temperature : temperatures) {
      if (!energy.terms.empty()) energy.terms = set_parts_of(options, temperature).energy.terms;
      energy.temperature = temperature;
      add_case(options, energy, request);
    }
  request.table = options.all || request.cases.size() > 1;
  if (request.table && !options.gradient.empty())
    throw InputError("--gradient is of one energy at one temperature");
  return request;
}

}  // namespace simclr_flow
