#include "run_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "flow_run.hpp"
#include "provenance.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/network/neurons.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::pair<std::string, std::string>>;

/// Rows to lay out: those planned, or a first guess for those that come every so many steps.
Index rows_of(const CadenceConfig& cadence, const FlowConfig& flow) {
  const auto planned = static_cast<Index>(output_times(cadence, flow.stop.time).size());
  if (cadence.spacing != "steps") return planned;
  constexpr double guess = 256;
  const bool known = !entry(methods(), flow.integrator.method).adaptive;
  double steps = known ? flow.stop.time / flow.integrator.step : guess;
  if (flow.stop.steps > 0) steps = std::min(steps, static_cast<double>(flow.stop.steps));
  steps = std::min(steps, static_cast<double>(flow.integrator.max_steps));
  if (steps / static_cast<double>(cadence.every) > 1e8)
    throw InputError(
        fmt::format("[output] a row every {} steps makes {:.3g} rows of flow '{}': at "
                    "most 1e8 can be planned",
                    cadence.every, steps / static_cast<double>(cadence.every), flow.name));
  return planned + static_cast<Index>(std::ceil(steps / static_cast<double>(cadence.every)));
}

/// Parameters of the network at t = 0, where nothing else in the file tells them: those that a file
/// gave, and those of an empirical kernel.
State stored_start(const RunSetup& setup, std::size_t f) {
  const FlowConfig& config = setup.config.flows[f];
  const bool drawn_kernel = config.kind == "kernel" && config.has_network();
  if (!drawn_kernel || setup.experiment.weights[f].size() > 0) return setup.experiment.weights[f];
  return drawn_weights(build_network(config, setup.experiment.inputs.rows(),
                                     setup.experiment.manifold->coordinate_dim()),
                       setup.config.seed);
}

FlowLayout layout_of(const RunSetup& setup, std::size_t f) {
  const FlowConfig& config = setup.config.flows[f];
  const Flow& flow = *setup.experiment.flows[f];
  FlowRun run(setup, f);
  FlowLayout layout;
  layout.name = config.name;
  layout.kind = config.kind;
  layout.description = describe_flow(config, setup.config.views);
  layout.particles = setup.experiment.particles();
  layout.ambient_dim = setup.experiment.manifold->ambient_dim();
  layout.angle = setup.experiment.manifold->name() == "circle";
  layout.frame_rows = rows_of(setup.config.output.frames, config);
  layout.observables = setup.measures[f].names();
  layout.observable_rows = rows_of(setup.config.output.observables, config);
  layout.weights = flow.weights(flow.initial_state()).size();
  layout.start = stored_start(setup, f);
  layout.weight_rows = layout.weights > 0 ? rows_of(setup.config.output.weights, config) : 0;
  if (config.has_neurons()) {
    const NetworkShape& shape = flow.network()->shape();
    layout.neurons = shape.widths[0];
    layout.neuron_coordinates = neuron_coordinates(shape.inputs, shape.bias, shape.outputs);
  }
  for (const KernelSeries& series : run.kernel_series())
    layout.kernel.emplace_back(series.name, series.width);
  layout.kernel_rows = layout.kernel.empty() ? 0 : rows_of(setup.config.output.kernel, config);
  layout.state = flow.initial_state().size();
  const bool integrates = entry(methods(), config.integrator.method).integrates;
  layout.pair_rows =
      std::ssize(planned_pairs(setup.config.output, config, integrates, layout.state));
  layout.checkpoint_size = run.checkpoint_size();
  layout.warnings = run.warning_names();
  if (const auto& test = setup.experiment.test_flows[f]) {
    layout.test_particles = test->outputs(test->initial_state()).cols();
    layout.test_observables = setup.test_measures.names();
  }
  return layout;
}

RunSetup lay_out(RunConfig config, Experiment experiment, Texts texts, const std::string& file) {
  const auto minimum =
      theory::proven_minimum(config.energy.preset, config.energy.kernel, config.latent.manifold,
                             config.latent.dim, config.energy.temperature);
  std::vector<Measures> measures;
  for (const FlowConfig& flow : config.flows)
    measures.emplace_back(config.energy.temperature, experiment.views(), experiment.species,
                          minimum ? std::optional(minimum->value) : std::nullopt,
                          config.has_free_lengths(flow), config.seed, experiment.view_weights);
  LatentMeasures test_measures(config.energy.temperature, experiment.views(),
                               experiment.test_species, config.seed, experiment.view_weights);
  RunSetup setup{std::move(config),
                 std::move(experiment),
                 minimum,
                 std::move(measures),
                 std::move(test_measures),
                 {},
                 {},
                 {}};
  Layout& layout = setup.layout;
  layout.texts = std::move(texts);
  layout.seed = setup.config.seed;
  layout.data = setup.experiment.data.points;
  layout.labels = setup.experiment.data.labels;
  layout.height = setup.experiment.data.height;
  layout.width = setup.experiment.data.width;
  layout.species = setup.experiment.species;
  if (!entry(initials(), setup.config.initial.kind).make) {
    layout.start = setup.experiment.start;
    layout.test_start = setup.experiment.test_start;
  }
  if (!setup.config.views.transforms.empty() && setup.config.views.mode != "fresh")
    layout.views = setup.experiment.inputs;
  layout.view_weights = setup.experiment.view_weights;
  layout.test_data = setup.experiment.test.points;
  layout.test_labels = setup.experiment.test.labels;
  layout.test_species = setup.experiment.test_species;
  if (minimum)
    layout.minimum = {minimum->value, minimum->statement, minimum->status, minimum->source};
  for (std::size_t f = 0; f < setup.config.flows.size(); ++f)
    layout.flows.push_back(layout_of(setup, f));
  for (const FlowLayout& flow : layout.flows)
    if (layout.has_parameter(flow.name))
      throw InputError(fmt::format("{}: flow name '{}' is taken: the file stores parameters/{}",
                                   file, flow.name, flow.name));
  return setup;
}

/// The configuration without what a resume may change.
std::string fixed_part(RunConfig config, const Vocabulary& names) {
  config.stop = {};
  for (FlowConfig& flow : config.flows) flow.stop = {};
  config.output.checkpoint = 0;
  return resolved_toml(config, names);
}

void require_resumable(const RunConfig& stored, const RunConfig& wanted, const Vocabulary& names,
                       const std::string& file) {
  if (fixed_part(stored, names) != fixed_part(wanted, names))
    throw InputError(
        fmt::format("{}: resume may change stop and output.checkpoint only: anything "
                    "else would be another run",
                    file));
  for (std::size_t f = 0; f < wanted.flows.size(); ++f)
    if (wanted.flows[f].stop.time < stored.flows[f].stop.time)
      throw InputError(fmt::format(
          "{}: stop.time = {:g} of flow '{}' is before the {:g} that the "
          "run was given: an end may only move to later times",
          file, wanted.flows[f].stop.time, wanted.flows[f].name, stored.flows[f].stop.time));
  const auto by_count = [](const CadenceConfig& c) {
    return c.spacing == "linear" && c.interval == 0;
  };
  const OutputConfig& out = wanted.output;
  const bool counted = by_count(out.frames) || by_count(out.observables) || by_count(out.kernel) ||
                       by_count(out.weights) ||
                       (out.pairs.spacing == "linear" && out.pairs.interval == 0);
  for (std::size_t f = 0; counted && f < wanted.flows.size(); ++f)
    if (wanted.flows[f].stop.time != stored.flows[f].stop.time)
      throw InputError(
          fmt::format("{}: rows spaced by `count` divide the time to the end, which "
                      "cannot change then; space them by `interval`",
                      file));
}

/// Whether the stopping rules of each flow differ.
std::vector<bool> changed_ends(const RunConfig& a, const RunConfig& b, const Vocabulary& names) {
  std::vector<bool> changed;
  for (std::size_t f = 0; f < a.flows.size(); ++f) {
    RunConfig with_a = a, with_b = a;
    with_b.flows[f].stop = b.flows[f].stop;
    with_b.flows[f].stop.wall_time = a.flows[f].stop.wall_time;  // ends nothing that is done
    changed.push_back(resolved_toml(with_a, names) != resolved_toml(with_b, names));
  }
  return changed;
}

/// What files gave to the run, as its trajectory keeps it.
Given stored_given(const StoredSetting& stored, const RunConfig& config) {
  const std::string& source = stored.text("data_source");
  const Index height = stored.height, width = stored.width;
  Given given{.data = {{stored.data, stored.labels, source, height, width},
                       {stored.test_data, stored.test_labels, source, height, width}},
              .start = stored.start,
              .test_start = stored.test_start};
  if (config.data.kind == "none") given.data.training.points = Points(0, config.data.count);
  for (const FlowConfig& flow : config.flows) {
    const auto weights = stored.weights.find(flow.name);
    const bool drawn = flow.weights.empty() || weights == stored.weights.end();
    given.weights.push_back(drawn ? State{} : weights->second);
  }
  return given;
}

std::string config_text(const RunOptions& options) {
  return options.config_text.empty() ? read_text_file(options.config) : options.config_text;
}

}  // namespace

const std::string& RunSetup::text(const std::string& name) const {
  return std::ranges::find(layout.texts, name, &Texts::value_type::first)->second;
}

RunOptions with_config_text(RunOptions options) {
  options.config_text = config_text(options);
  return options;
}

std::string config_folder(const std::string& config) {
  std::error_code ignored;
  const bool is_pipe = fs::exists(config, ignored) && !fs::is_regular_file(config, ignored);
  return (is_pipe ? fs::current_path() : fs::absolute(config).parent_path()).string();
}

std::string default_name(const std::string& config) {
  std::error_code ignored;
  if (fs::exists(config, ignored) && !fs::is_regular_file(config, ignored)) return "run";
  const fs::path path = fs::weakly_canonical(config);
  const std::string stem = path.stem().string(), folder = path.parent_path().filename().string();
  return stem == "config" && !folder.empty() ? folder : stem;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

Texts setting_texts(const RunOptions& options, const RunConfig& config,
                    const std::string& data_source) {
  return {{"config", config_text(options)},
          {"resolved", resolved_toml(config, vocabulary())},
          {"overrides", fmt::format("{}", fmt::join(options.overrides, "\n"))},
          {"argv", options.command_line},
          {"title", config.title},
          {"versions", library_versions()},
          {"commit", program_commit()},
          {"created", time_now()},
          {"data_source", data_source}};
}

std::string with_file_named(const std::string& file, const std::string& what) {
  return what.starts_with(file) ? what : fmt::format("{}: {}", file, what);
}

RunConfig read_config(const RunOptions& options) {
  return parse_config({options.config, config_text(options), options.overrides}, vocabulary());
}

RunSetup prepare(const RunOptions& options) {
  const RunConfig config = read_config(options);
  try {
    Experiment experiment = build_experiment(config, config_folder(options.config));
    Texts texts = setting_texts(options, config, experiment.data.source);
    RunSetup setup = lay_out(config, std::move(experiment), std::move(texts), options.config);
    setup.output = options.output.empty() ? default_name(options.config) + ".h5" : options.output;
    return setup;
  } catch (const InputError& error) {
    throw InputError(with_file_named(options.config, error.what()));
  }
}

RunSetup prepare_resume(const std::string& file, const std::vector<std::string>& overrides) {
  const Vocabulary names = vocabulary();
  const StoredSetting stored = read_setting(file);
  const std::string inside = file + ":/parameters";
  std::vector<std::string> all = lines(stored.text("overrides"));
  all.insert(all.end(), overrides.begin(), overrides.end());
  RunConfig config = parse_config({inside + "/config", stored.text("config"), all}, names);
  const RunConfig before = parse_config({inside + "/resolved", stored.text("resolved"), {}}, names);
  require_resumable(before, config, names, file);
  const std::vector<bool> changed = changed_ends(before, config, names);
  auto texts = stored.texts;
  texts["resolved"] = resolved_toml(config, names);
  texts["overrides"] = fmt::format("{}", fmt::join(all, "\n"));
  Experiment experiment = build_experiment(config, stored_given(stored, config));
  RunSetup setup =
      lay_out(std::move(config), std::move(experiment), Texts(texts.begin(), texts.end()), file);
  setup.output = file;
  setup.changed_ends = changed;
  return setup;
}

}  // namespace simclr_flow
