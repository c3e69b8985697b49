#include "run_setup.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>

#include "provenance.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// config.toml in a folder of its own is named after the folder.
std::string default_output(const std::string& config) {
  const fs::path path = fs::weakly_canonical(config);
  const std::string stem = path.stem().string(), folder = path.parent_path().filename().string();
  return (stem == "config" && !folder.empty() ? folder : stem) + ".h5";
}

FlowLayout layout_of(const FlowConfig& config, const Flow& flow, const RunSetup& setup,
                     std::size_t frames) {
  FlowLayout layout;
  layout.name = config.name;
  layout.kind = config.kind;
  layout.description = describe_flow(config);
  layout.particles = setup.experiment.particles();
  layout.ambient_dim = setup.experiment.manifold->ambient_dim();
  layout.angle = setup.experiment.manifold->name() == "circle";
  layout.frames = static_cast<Index>(frames);  // an early end leaves room for its last state
  layout.observables = setup.measures.names();
  layout.weights = flow.weights(flow.initial_state()).size();
  layout.weight_rows = layout.weights > 0 ? 2 : 0;  // the start and the end
  return layout;
}

void fill_layout(RunSetup& setup, const RunOptions& options, const std::string& verbatim) {
  Layout& layout = setup.layout;
  layout.texts = {
      {"config", verbatim},
      {"resolved", setup.resolved},
      {"overrides", fmt::format("{}", fmt::join(options.overrides, "\n"))},
      {"argv", options.command_line},
      {"title", setup.config.title},
      {"versions", library_versions()},
      {"commit", program_commit()},
      {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
      {"data_source", setup.experiment.data.source}};
  layout.seed = setup.config.seed;
  layout.data = setup.experiment.data.points;
  layout.labels = setup.experiment.data.labels;
  layout.species = setup.experiment.species;
  if (setup.minimum)
    layout.minimum = {setup.minimum->value, setup.minimum->statement, setup.minimum->status,
                      setup.minimum->source};
  for (std::size_t f = 0; f < setup.config.flows.size(); ++f)
    layout.flows.push_back(
        layout_of(setup.config.flows[f], *setup.experiment.flows[f], setup, setup.times[f].size()));
  for (const FlowLayout& flow : layout.flows)
    for (const auto& [name, text] : layout.texts)
      if (flow.name == name || flow.name == "seed")
        throw InputError(fmt::format("{}: flow name '{}' is taken: the file stores parameters/{}",
                                     options.config, flow.name, flow.name));
}

}  // namespace

RunSetup prepare(const RunOptions& options) {
  const std::string text = read_text_file(options.config);
  const Vocabulary names = vocabulary();
  const RunConfig config = parse_config({options.config, text, options.overrides}, names);
  Experiment experiment;
  try {
    experiment = build_experiment(config, fs::absolute(options.config).parent_path().string());
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", options.config, error.what()));
  }
  const auto minimum =
      theory::proven_minimum(config.energy.preset, config.energy.kernel, config.latent.manifold,
                             config.latent.dim, config.energy.temperature);
  Measures measures(config.energy.temperature, config.views.count, experiment.species,
                    minimum ? std::optional(minimum->value) : std::nullopt, config.seed);
  RunSetup setup{config,
                 resolved_toml(config, names),
                 std::move(experiment),
                 minimum,
                 std::move(measures),
                 {},
                 {},
                 options.output.empty() ? default_output(options.config) : options.output};
  for (const FlowConfig& flow : config.flows)
    setup.times.push_back(output_times(config.frames, flow.stop.time));
  fill_layout(setup, options, text);
  return setup;
}

}  // namespace simclr_flow
