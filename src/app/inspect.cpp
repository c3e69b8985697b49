// The commands that run nothing: check, info, list, example.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "arguments.hpp"
#include "ensemble.hpp"
#include "examples.hpp"
#include "minimize.hpp"
#include "run_options.hpp"
#include "say.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/registry.hpp"
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
std::string checked_study(const RunOptions& options, const RunConfig& config) {
  if (!config.study) return "";
  const Study study = new_study(options);
  return fmt::format("# study: {} starts of {} latents into {}\n", study.stored.ends.size(),
                     study.setting.particles(), study.stored.path);
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

/// Says which flows' networks are flat nearly everywhere at their first weights.
void warn_of_saturation(const record::Setup& setup) {
  const Points inputs = sample_of(setup.experiment.inputs);
  for (const Course& course : setup.experiment.courses) {
    const FlowConfig& flow = course.config;
    if (flow.kind == "particle") continue;
    const Network network = first_layer_of(flow, inputs.rows());
    const bool given = course.weights.size() > 0;
    const double share = flat_share(
        network, given ? course.weights : drawn_weights(network, setup.config.seed), inputs);
    if (share < saturated) continue;
    fmt::print(
        "# warning: {}: inputs saturate {}: it is flat at {:.0f} % of inputs and neurons; "
        "[data] standardise = true, or scaling = \"standard\", makes w·x smaller\n",
        flow.name, flow.activation, 100 * share);
  }
}

}  // namespace

int check_command(const RunOptions& given) {
  const RunOptions options = with_config_text(given);
  const record::Setup setup = prepare(options);
  const Layout layout = record::layout_of(setup);
  const std::string output = output_of(options);
  const std::string study = checked_study(options, setup.config);  // nothing is printed if it fails
  // Where `run` would refuse to write, but for what --force replaces.
  if (!options.output.empty() && setup.config.seeds.empty())
    check_output(output, true, layout.bytes());
  tell_hints(setup.experiment.hints);
  fmt::print("{}\n", setup.text("resolved"));
  fmt::print("# {} data points, {} latents in R^{}, {} classes\n", setup.experiment.data.count(),
             setup.experiment.particles(), setup.experiment.manifold->ambient_dim(),
             setup.experiment.data.classes());
  if (setup.experiment.test.count() > 0)
    fmt::print("# {} test points, held out\n", setup.experiment.test.count());
  for (const std::string& told : setup.experiment.told) fmt::print("# {}\n", told);
  for (std::size_t f = 0; f < layout.flows.size(); ++f)
    fmt::print("# {}: {}, {} unknowns, {} frames\n", layout.flows[f].name,
               layout.flows[f].description,
               setup.experiment.courses[f].flow->initial_state().size(),
               layout.flows[f].rows(track_name::frames));
  warn_of_saturation(setup);
  fmt::print("{}", study);
  if (setup.config.flows.empty()) return exit_code::done;
  const std::size_t seeds = setup.config.seeds.size();
  if (seeds > 0)
    fmt::print("# an ensemble of {} seeds, each {:.3g} MB\n", seeds, layout.bytes() / 1e6);
  else
    fmt::print("# output {}: {:.3g} MB\n", output, layout.bytes() / 1e6);
  return exit_code::done;
}

int info_command(const std::string& file) {
  if (SweepFolder::is_one(file)) return info_sweep(file);
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return info_ensemble(file);
  if (is_study_file(file)) {
    print_study(stored_study(file, {}));
    return exit_code::done;
  }
  const StoredRun run = read_run(file);
  fmt::print("{}\n  title    {}\n  created  {} by commit {}\n  command  {}\n", file,
             run.text("title"), run.text("created"), run.text("commit"), run.text("argv"));
  fmt::print("  seed     {}\n  data     {} points in R^{} ({})\n", run.seed, run.data.cols(),
             run.data.rows(), run.text("data_source"));
  if (run.test_data.cols() > 0) fmt::print("  test     {} points held out\n", run.test_data.cols());
  if (run.minimum)
    fmt::print("  theory   minimum {:.13g} ({}): {}\n", run.minimum->energy, run.minimum->status,
               run.minimum->statement);
  if (!run.resumed.empty()) fmt::print("  resumed  {}", run.resumed);
  for (const StoredFlow& flow : run.flows) {
    fmt::print("  flow {} ({})\n    {}: {}\n", flow.name, flow.description, flow.status,
               flow.reason);
    fmt::print(
        "    {} latents in R^{}, {} of {} frames committed{}\n", flow.particles, flow.ambient_dim,
        flow.positions.size(), flow.frames.room,
        flow.frames.time.empty() ? "" : fmt::format(", to t = {:g}", flow.frames.time.back()));
    if (flow.weights)
      fmt::print("    {} weights, {} rows committed\n", flow.weights,
                 flow.weights_clock.time.size());
    if (flow.neurons)
      fmt::print("    {} neurons ({}) in the same rows\n", flow.neurons->count,
                 fmt::join(flow.neurons->coordinates, ", "));
    for (const auto& [kind, warning] : flow.warnings)
      if (warning.count > 0)
        fmt::print("    warning {}: {} times, at most {:.3g}\n", kind, warning.count,
                   warning.worst);
    if (flow.restarts > 0) fmt::print("    restarted from a checkpoint {} times\n", flow.restarts);
  }
  return exit_code::done;
}

int list_command() {
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
