// The commands that run nothing: check, info, list, schema, example.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "arguments.hpp"
#include "ensemble.hpp"
#include "examples.hpp"
#include "inspect_json.hpp"
#include "json_document.hpp"
#include "minimize.hpp"
#include "planned_frames.hpp"
#include "run_options.hpp"
#include "say.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/json_schema.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "simclr_flow/judge/check_list.hpp"
#include "simclr_flow/network/activation.hpp"
#include "simclr_flow/network/saturation.hpp"
#include "simclr_flow/record/layout.hpp"
#include "study_table.hpp"
#include "sweep.hpp"

namespace simclr_flow {
namespace {

template <class Table>
void print_entries(const char* heading, const Table& table) {
  fmt::print("{}\n", heading);
  for (const auto& item : table) fmt::print("  {:<14} {}\n", item.name, item.summary);
}

/// With the keys of [energy] that each has for itself.
void print_kernels() {
  fmt::print("kernels\n");
  for (const KernelEntry& kernel : kernels()) {
    fmt::print("  {:<14} {}\n", kernel.name, kernel.summary);
    for (const Parameter& p : kernel.parameters)
      fmt::print("  {:<14}   {} = {}: {}\n", "", p.name, p.standard, p.meaning);
    for (const ListParameter& list : kernel.lists)
      fmt::print("  {:<14}   {} = [...]: {}\n", "", list.name, list.meaning);
    if (const auto& text = kernel.text) {
      fmt::print("  {:<14}   {} = \"...\": {}\n", "", text->name, text->meaning);
      fmt::print("  {:<14}   {} = {}: {}\n", "", text->reach.name, text->reach.standard,
                 text->reach.meaning);
    }
  }
}

void print_methods() {
  fmt::print("integrator methods\n");
  for (const Method& method : methods())
    fmt::print("  {:<16} {}; {} steps, resumes {}\n", method.name, method.summary,
               method.adaptive ? "adaptive" : "fixed",
               method.one_step ? "bit for bit" : "by a restart");
}

void print_checks() {
  fmt::print("checks (simclr-flow compare FILE)\n");
  for (const ListedCheck& check : listed_checks())
    fmt::print("  {:<30}  {}\n", check.name, check.summary);
}

/// What minimize would do, for a configuration that says how.
std::optional<CheckedStudy> checked_study(const RunOptions& options, const RunConfig& config) {
  if (!config.study) return std::nullopt;
  const Study study = new_study(options);
  return CheckedStudy{std::ssize(study.stored.ends), study.setting.particles(), study.stored.path};
}

/// A network that a flow has or, of infinite width, a sample of it.
Network first_layer_of(FlowConfig flow, Index inputs) {
  if (!flow.has_network()) {
    flow.widths = {256};
    flow.scaling = FlowConfig::Scaling::ntk;
  }
  return build_network(flow, inputs, 1);
}

/// About a thousand columns, evenly taken.
Points sample_of(const Points& all) {
  constexpr Index most = 1000;
  const Index stride = all.cols() / most + 1, count = (all.cols() - 1) / stride + 1;
  Points sample(all.rows(), count);
  for (Index j = 0; j < count; ++j) sample.col(j) = all.col(j * stride);
  return sample;
}

/// Which flows' networks are flat nearly everywhere at their first weights.
std::vector<std::string> warnings_of_saturation(const record::Setup& setup) {
  std::vector<std::string> warnings;
  const Points inputs = sample_of(setup.experiment.inputs);
  for (const Course& course : setup.experiment.courses) {
    const FlowConfig& flow = course.config;
    if (flow.kind == "particle") continue;
    const Network network = first_layer_of(flow, inputs.rows());
    const bool given = course.weights.size() > 0;
    const double share = flat_share(
        network, given ? course.weights : drawn_weights(network, setup.config.seed), inputs);
    if (share < saturated) continue;
    warnings.push_back(
        fmt::format("{}: inputs saturate {}: it is flat at {:.0f} % of inputs and neurons; "
                    "[data] standardise = true, or scaling = \"standard\", makes w·x smaller",
                    flow.name, flow.activation, 100 * share));
  }
  return warnings;
}

void print_checked(const Checked& checked) {
  const Experiment& e = checked.setup.experiment;
  fmt::print("{}\n", checked.setup.text("resolved"));
  fmt::print("# {}, {} in R^{}, {}\n", counted(e.data.count(), "data point"),
             counted(e.particles(), "latent"), e.manifold->ambient_dim(),
             counted(e.data.classes(), "class"));
  if (e.test.count() > 0) fmt::print("# {} test points, held out\n", e.test.count());
  for (const std::string& told : e.told) fmt::print("# {}\n", told);
  for (std::size_t f = 0; f < checked.layout.flows.size(); ++f)
    fmt::print("# {}: {}, {} unknowns, {} frames\n", checked.layout.flows[f].name,
               checked.layout.flows[f].description, e.courses[f].flow->initial_state().size(),
               checked.layout.flows[f].rows(track_name::frames));
  for (const std::string& warning : checked.warnings) fmt::print("# warning: {}\n", warning);
  if (const auto& study = checked.study)
    fmt::print("# study: {} of {} into {}\n", counted(study->starts, "start"),
               counted(study->latents, "latent"), study->output);
  if (checked.setup.config.flows.empty()) return;
  const std::size_t seeds = checked.setup.config.seeds.size();
  if (seeds > 0)
    fmt::print("# an ensemble of {}, each {:.3g} MB\n", counted(seeds, "seed"),
               checked.layout.bytes() / 1e6);
  else
    fmt::print("# output {}: {:.3g} MB\n", checked.output, checked.layout.bytes() / 1e6);
}

}  // namespace

int check_command(const RunOptions& given) {
  const RunOptions options = with_config_text(given);
  const record::Setup setup = prepare(options);
  const Layout layout = record::layout_of(setup);
  const std::string output = output_of(options);
  const auto study = checked_study(options, setup.config);  // nothing is printed if it fails
  // Where `run` would refuse to write, but for what --force replaces.
  if (!options.output.empty() && setup.config.seeds.empty())
    check_output(output, true, layout.bytes());
  tell_hints(setup.experiment.hints);
  const Checked checked{setup, layout, output, study, warnings_of_saturation(setup)};
  if (options.json)
    fmt::print("{}", text_of(check_document(checked, options)));
  else
    print_checked(checked);
  return exit_code::done;
}

namespace {

/// "5 of 16 frames committed, to t = 1".
std::string frames_in_words(const StoredFlow& flow, const std::map<std::string, Index>& planned) {
  const auto all = planned.find(flow.name);
  return fmt::format(
      "{}{} frames committed{}", flow.positions.size(),
      all == planned.end() ? "" : fmt::format(" of {}", all->second),
      flow.frames.time.empty() ? "" : fmt::format(", to t = {:g}", flow.frames.time.back()));
}

void print_run(const StoredRun& run, const std::string& file) {
  const std::map<std::string, Index> planned = planned_frames(run);
  fmt::print("{}\n  title    {}\n  created  {} by commit {}\n  command  {}\n", file,
             run.text("title"), run.text("created"), run.text("commit"), run.text("argv"));
  fmt::print("  seed     {}\n  data     {} in R^{} ({})\n", run.seed,
             counted(run.data.cols(), "point"), run.data.rows(), run.text("data_source"));
  if (run.test_data.cols() > 0)
    fmt::print("  test     {} held out\n", counted(run.test_data.cols(), "point"));
  if (run.minimum)
    fmt::print("  theory   minimum {:.13g} ({}): {}\n", run.minimum->energy, run.minimum->status,
               run.minimum->statement);
  if (!run.resumed.empty()) fmt::print("  resumed  {}", run.resumed);
  for (const StoredFlow& flow : run.flows) {
    fmt::print("  flow {} ({})\n    {}: {}\n", flow.name, flow.description, flow.status,
               flow.reason);
    fmt::print("    {} in R^{}, {}\n", counted(flow.particles, "latent"), flow.ambient_dim,
               frames_in_words(flow, planned));
    if (flow.weights)
      fmt::print("    {}, {} committed\n", counted(flow.weights, "weight"),
                 counted(flow.weights_clock.time.size(), "row"));
    if (flow.neurons)
      fmt::print("    {} ({}) in the same rows\n", counted(flow.neurons->count, "neuron"),
                 fmt::join(flow.neurons->coordinates, ", "));
    for (const auto& [kind, warning] : flow.warnings)
      if (warning.count > 0)
        fmt::print("    warning {}: {}, at most {:.3g}\n", kind, counted(warning.count, "time"),
                   warning.worst);
    if (flow.restarts > 0)
      fmt::print("    restarted from a checkpoint {}\n", counted(flow.restarts, "time"));
  }
}

}  // namespace

int info_command(const InfoOptions& options) {
  if (SweepFolder::is_one(options.file)) return info_sweep(options);
  std::error_code ignored;
  if (std::filesystem::is_directory(options.file, ignored)) return info_ensemble(options);
  if (is_study_file(options.file)) {
    const Study study = stored_study(options.file, {});
    if (options.json)
      fmt::print("{}", with_head("study", study_json(study), options.command_line));
    else
      print_study(study);
    return exit_code::done;
  }
  const StoredRun run = read_run(options.file);
  if (options.json)
    fmt::print("{}", text_of(run_document(run, options)));
  else
    print_run(run, options.file);
  return exit_code::done;
}

int list_command(const InfoOptions& options) {
  if (options.json) {
    fmt::print("{}", text_of(list_document(options.command_line)));
    return exit_code::done;
  }
  print_entries("energies", energies());
  print_kernels();
  print_entries("manifolds", manifolds());
  print_entries("data", datasets());
  print_entries("transforms of views", transforms());
  print_entries("initial", initials());
  print_entries("flows", flows());
  print_methods();
  fmt::print("activations\n");
  for (const Activation& activation : activations())
    fmt::print("  {:<12} {}\n", activation.name,
               activation.smooth ? "smooth" : "kinked: the parameter flow is discontinuous");
  print_checks();
  print_entries("formats (simclr-flow export FILE --to NAME)", export_formats());
  fmt::print("examples (simclr-flow example NAME)\n");
  for (const Example& example : examples) fmt::print("  {}\n", example.name);
  return exit_code::done;
}

int schema_command() {
  fmt::print("{}", json_schema(vocabulary()));
  return exit_code::done;
}

int example_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Example& example : examples) {
    if (example.name == name) {
      fmt::print("{}", example.text);
      return exit_code::done;
    }
    names.emplace_back(example.name);
  }
  throw InputError(fmt::format("no example '{}'{}; there are: {}", shown(name),
                               suggestion(name, names), fmt::join(names, ", ")));
}

}  // namespace simclr_flow
