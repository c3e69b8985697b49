#include "simclr_flow/app/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "arguments.hpp"
#include "command_guide.hpp"
#include "export.hpp"
#include "shell_commands.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/key_guide.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/record/provenance.hpp"

namespace simclr_flow {
namespace {

void add_overrides(CLI::App* command, RunOptions& options) {
  command->add_option("--set", options.overrides, "override a key, e.g. energy.temperature=0.1")
      ->take_all()
      ->allow_extra_args(false);
}

void add_config(CLI::App* command, RunOptions& options, const char* output) {
  command->add_option("CONFIG", options.config, "configuration (TOML)")->required();
  add_overrides(command, options);
  command->add_option("-o,--output", options.output, output);
}

void add_json(CLI::App* command, bool& json) {
  command->add_flag("--json", json, "print one JSON document");
}

void add_energy(CLI::App& app, EnergyOptions& options, int& code) {
  CLI::App* command = app.add_subcommand("energy", "the energy of points from a file");
  command
      ->add_option(
          "POINTS", options.points,
          "text or .npy (plain or gzip) or file.h5:/path, one point a row; -: standard input")
      ->required();
  command->add_option("--preset", options.preset, "energy, or custom, or sum");
  command->add_option("--temperature", options.temperature, "one, or several: .05,.1,.5")
      ->required();
  command->add_option("--kernel", options.kernel, "one of simclr-flow list");
  command->add_option(
      "--manifold", options.manifold,
      "one of simclr-flow list: euclidean (rows as given), sphere (rows normalised), circle and "
      "torus (angles), box; default: sphere for losses of normalised outputs, else euclidean");
  command->add_option("--sides", options.sides, "lengths of a box: 2,1");
  command->add_option("--views", options.views, "views of each sample");
  command->add_option("--order", options.order,
                      "interleaved (view a of sample i is row i V + a) or cat "
                      "(row a n + i, as torch.cat([z1, z2]))");
  command->add_option("--positives", options.positives,
                      "views of a sample, labels, semi or weights, as [positives] kind");
  command->add_option("--labels", options.labels, "the label of each sample: text or .npy");
  command->add_flag("--all", options.all, "a table of every energy: E, bound, gap, measures");
  command
      ->add_option(
          "--set", options.overrides,
          "a part of --preset custom, e.g. energy.negatives=other_samples, the terms of --preset "
          "sum, "
          "energy.term=[{preset=\"alignment\"},{preset=\"uniformity\",weight=.5}], a parameter of "
          "the "
          "kernel, e.g. energy.exponent=3, energy.summation or energy.accuracy, or a key of "
          "[positives], e.g. positives.fraction=0.1")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--gradient", options.gradient, "write the gradient: .npy, .h5 or CSV");
  command->add_flag("--force", options.force, "replace an existing gradient file");
  command->add_flag("--json", options.json, "print JSON");
  command->callback([&] {
    if (options.points == "-") options.points = "/dev/stdin";
    code = energy_command(options);
  });
}

void add_extract(CLI::App& app, ExtractOptions& options, int& code) {
  CLI::App* command = app.add_subcommand(
      "extract",
      "write latents, weights or observables of a run, or a study's table or minimizer, to a file");
  command->add_option("FILE", options.file, "trajectory file or study")->required();
  command
      ->add_option("-o,--output", options.output, ".npy, .csv or .h5; a table: .csv, .json, .tex")
      ->required();
  command->add_flag("--latents", options.latents, "ambient latents, one per row");
  command->add_flag("--weights", options.weights,
                    "parameters of a network, flat; .h5: the state_dict of a torch.nn.Sequential");
  command
      ->add_option("--for", options.reader,
                   "torch: multiply the factors of the scaling into the weights")
      ->check(CLI::IsMember({"torch"}));
  command->add_flag("--observables", options.observables, "a table .csv, a row per time");
  command->add_flag("--minimizer", options.minimizer, "latents of a study's lowest configuration");
  command->add_option("--rank", options.rank, "of another configuration, from 0");
  command->add_flag("--table", options.table, "every configuration of a study");
  command->add_option("--flow", options.flow, "flow, where several have what is asked for");
  command->add_option("--row", options.row, "row from 0, negative from the end");
  command->add_flag("--force", options.force, "replace an existing file");
  command->callback([&] { code = extract_command(options); });
}

void add_export(CLI::App& app, ExportOptions& options, int& code) {
  CLI::App* command = app.add_subcommand("export", "write a run in a format of other programs");
  command->add_option("FILE", options.file, "trajectory file")->required();
  command->add_option("--to", options.format, names_of_export_formats())->required();
  command->add_option("--flow", options.flow,
                      "a flow, or its test points: NAME.test; default: all, or the only one where "
                      "the format holds one");
  command->add_option("--every", options.every, "frames 0, K, 2 K, ...; default: 1");
  command->add_option("--row", options.row, "one frame, from 0, negative from the end");
  command->add_option("-o,--output", options.output,
                      "default: the name of FILE, with the format's");
  command->add_flag("--force", options.force, "replace an existing file");
  command->callback([&] { code = export_command(options); });
}

void add_theory(CLI::App& app, TheoryOptions& options, int& code) {
  CLI::App* command = app.add_subcommand("theory", "what is known of a setting, without a run");
  command->add_option("--latent-dim", options.dim, "dimension of the ambient space, 2: the circle");
  command->add_option("--temperature", options.temperature, "temperature");
  command->add_option("--energy", options.preset, "preset");
  command->add_option("--kernel", options.kernel, "one of simclr-flow list");
  command->add_option("--set", options.overrides, "a parameter of the kernel: energy.exponent=1")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--samples", options.samples,
                      "number of samples n, each a point at which its views coincide");
  command->add_option("--points", options.points, "the same as --samples");
  command->add_option("--views", options.views,
                      "views of each sample V: bounds of all n V latents");
  command->add_flag("--json", options.json, "print JSON");
  command->callback([&] { code = theory_command(options); });
}

void add_sweep(CLI::App& app, SweepOptions& options, int& code) {
  CLI::App* command = app.add_subcommand("sweep", "do a command at every point of a grid");
  command->add_option("CONFIG", options.run.config, "configuration (TOML)")->required();
  command
      ->add_option("--over", options.over,
                   "values of a key, e.g. energy.temperature=logspace(1e-2,1,9)")
      ->take_all()
      ->allow_extra_args(false);
  add_overrides(command, options.run);
  command->add_option("--command", options.command,
                      "what is done at every point: run, minimize or check");
  command->add_option("--shard", options.shard, "i/n: the i-th of n parts of the points");
  command->add_option("-o,--output", options.run.output, "folder of the sweep");
  command->add_flag("--quiet", options.run.quiet, "print nothing but errors");
  command->callback([&] { code = sweep_command(options); });
}

/// Threads and what products need, for commands that compute: before anything is, memory that does
/// not suffice is told.
void prepare_to_compute(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({}))
    if (reads_environment(command->get_name()))
      command->parse_complete_callback([] { thread_count(); });
}

/// The program and its commit on the first line, as scripts expect it; then what it is made of.
std::string version_text() {
  const std::string libraries = library_versions();
  return fmt::format("{} {}{}\nCLI11 {}", program_version(), program_commit(),
                     libraries.substr(libraries.find('\n')), CLI11_VERSION);
}

const CLI::App* command_named(const CLI::App& app, std::string_view name) {
  for (const CLI::App* command : app.get_subcommands({}))
    if (command->get_name() == name) return command;
  return nullptr;
}

/// Of a key, or of a command as its --help, which is no JSON.
int help_on(const CLI::App& app, const HelpOptions& options) {
  const CLI::App* command = options.json ? nullptr : command_named(app, options.key);
  if (!command) return help_command(options);
  fmt::print("{}", command->help(app.get_name()));
  for (const KeyGuide& key : known_keys(vocabulary()))
    if (key.path == options.key)
      fmt::print(
          "\n[{0}] is a table of configurations, too: `simclr-flow help '[{0}]'` tells its "
          "keys.\n",
          key.path);
  return exit_code::done;
}

/// Refuses the name of no command, with the one that may have been meant.
void require_command(CLI::App& app, int argc, char** argv) {
  if (argc < 2 || std::string_view(argv[1]).starts_with('-')) return;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::ranges::count(names, argv[1])) return;
  throw InputError(fmt::format("there is no command '{}'{}; there are: {}", shown(argv[1]),
                               suggestion(argv[1], names), fmt::join(names, ", ")));
}

/// Refuses an option that the command has not, with the one that may have been meant: a misspelt
/// one may also be missed as a required one.
void require_options(const CLI::App& app, int argc, char** argv) {
  const CLI::App* command = argc > 1 ? command_named(app, argv[1]) : nullptr;
  const CLI::App& asked = command ? *command : app;
  std::vector<std::string> names;
  for (const CLI::Option* option : asked.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (int k = 1; k < argc && std::string_view(argv[k]) != "--"; ++k) {
    const std::string given(
        std::string_view(argv[k]).substr(0, std::string_view(argv[k]).find('=')));
    if (given.starts_with("--") && !asked.get_option_no_throw(given))
      throw InputError(fmt::format("{} has no option '{}'{}; there are: {}",
                                   command ? command->get_name() : "simclr-flow", shown(given),
                                   suggestion(given, names), fmt::join(names, ", ")));
    const CLI::Option* option = given.starts_with("-") ? asked.get_option_no_throw(given) : nullptr;
    if (option && option->get_items_expected_min() > 0 && given == argv[k]) ++k;  // its value
  }
}

/// Prints help, or what is wrong with a command line, on one line; the exit code.
int tell(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::ostringstream out, complaint;
  const int code = app.exit(error, out, complaint);
  fmt::print("{}", out.str());
  if (complaint.str().empty()) return code;
  require_options(app, argc, argv);
  std::string message = error.what();
  for (int k = 1; k < argc; ++k) {
    const std::string given = argv[k], short_form = shown(given);
    const auto at = given == short_form ? std::string::npos : message.find(given);
    if (at != std::string::npos) message.replace(at, given.size(), short_form);
  }
  std::cerr << "simclr-flow: " << one_line(message) << "; --help tells more\n";
  return code;
}

}  // namespace

int dispatch(int argc, char** argv) {
  CLI::App app{"Particle, kernel and network flows of the SimCLR energy", "simclr-flow"};
  app.require_subcommand(1);
  RunOptions run;
  for (int k = 0; k < argc; ++k) run.command_line += (k ? " " : "") + std::string(argv[k]);
  CompareOptions compare{.files = {}, .expected = "", .command_line = run.command_line};
  InfoOptions info{.file = "", .command_line = run.command_line};
  std::string name;
  int code = exit_code::done;
  CLI::App* command = app.add_subcommand("run", "integrate every flow of a configuration");
  add_config(command, run,
             "trajectory file (HDF5), with `seeds` a folder of them; default: the configuration's "
             "name with .h5, of config.toml its folder's");
  command->add_flag("--force", run.force, "replace an existing output");
  command->add_flag("--quiet", run.quiet, "print nothing but errors");
  command->callback([&] { code = run_command(run); });

  command = app.add_subcommand("minimize", "find, certify and classify minimizers of an energy");
  add_config(command, run, "study file (HDF5); default: the configuration's name with -minima.h5");
  command->add_flag("--force", run.force, "replace an existing study");
  command->add_flag("--quiet", run.quiet, "print nothing but errors");
  add_json(command, run.json);
  command->callback([&] { code = minimize_command(run); });

  command = app.add_subcommand("resume", "go on with a run that was stopped, or to a new end");
  command->add_option("FILE", run.config, "trajectory file, or the folder of an ensemble")
      ->required();
  add_overrides(command, run);
  command->add_flag("--quiet", run.quiet, "print nothing but errors");
  command->callback([&] { code = resume_command(run); });

  command = app.add_subcommand("check", "validate a configuration and print it with all defaults");
  add_config(command, run,
             "the output of a run that is to be tried: whether it could be written; nothing is");
  add_json(command, run.json);
  command->callback([&] { code = check_command(run); });

  command = app.add_subcommand(
      "compare", "hold stored runs against theory, and their flows against each other");
  command->add_option("FILE", compare.files, "trajectory files, or the folder of one ensemble")
      ->required();
  command->add_option("--expect", compare.expected, "statements of an experiment (expected.toml)");
  command->add_flag("--json", compare.json, "print JSON");
  command->callback([&] { code = compare_command(compare); });

  EnergyOptions energy;
  energy.command_line = run.command_line;
  add_energy(app, energy, code);
  ExtractOptions extract;
  add_extract(app, extract, code);
  ExportOptions exported;
  add_export(app, exported, code);
  TheoryOptions theory;
  theory.command_line = run.command_line;
  add_theory(app, theory, code);

  SweepOptions sweep;
  sweep.run.command_line = run.command_line;
  add_sweep(app, sweep, code);

  command = app.add_subcommand("info", "tell what a trajectory file holds");
  command
      ->add_option("FILE", info.file,
                   "trajectory file or study, or the folder of an ensemble or a sweep")
      ->required();
  add_json(command, info.json);
  command->callback([&] { code = info_command(info); });

  command = app.add_subcommand("list", "list everything a configuration can name");
  add_json(command, info.json);
  command->callback([&] { code = list_command(info); });

  command = app.add_subcommand("schema", "print a JSON Schema of the configuration, for editors");
  command->callback([&] { code = schema_command(); });

  command = app.add_subcommand("example", "print the configuration of an experiment");
  command->add_option("NAME", name, "experiment")->required();
  command->callback([&] { code = example_command(name); });

  command = app.add_subcommand("help", "tell what a key of the configuration means");
  HelpOptions help{.key = "", .command_line = run.command_line};
  command->add_option("KEY", help.key, "key or '[table]', e.g. energy.temperature; none: all keys");
  command->add_flag("--json", help.json, "print JSON, of keys alone");
  command->callback([&] { code = help_on(app, help); });

  add_shell_commands(app, code);
  app.set_version_flag("--version", version_text, "print version, commit and libraries, and exit");
  add_guides(app);
  require_command(app, argc, argv);
  prepare_to_compute(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return tell(app, error, argc, argv);
  }
  return code;
}

}  // namespace simclr_flow
