#include <CLI/CLI.hpp>
#include <exception>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/app/process.hpp"

using namespace simclr_flow;

namespace {

void add_config(CLI::App* command, RunOptions& options) {
  command->add_option("CONFIG", options.config, "configuration (TOML)")->required();
  command->add_option("--set", options.overrides, "override a key, e.g. energy.temperature=0.1")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("-o,--output", options.output, "trajectory file (HDF5)");
}

int dispatch(int argc, char** argv) {
  CLI::App app{"Particle, kernel and network flows of the SimCLR energy"};
  app.require_subcommand(1);
  RunOptions run;
  for (int k = 0; k < argc; ++k) run.command_line += (k ? " " : "") + std::string(argv[k]);
  CompareOptions compare;
  std::string name;
  int code = exit_code::done;
  CLI::App* command = app.add_subcommand("run", "integrate every flow of a configuration");
  add_config(command, run);
  command->add_flag("--force", run.force, "replace an existing output");
  command->add_flag("--quiet", run.quiet, "print nothing but errors");
  command->callback([&] { code = run_command(run); });

  command = app.add_subcommand("check", "validate a configuration and print it with all defaults");
  add_config(command, run);
  command->callback([&] { code = check_command(run); });

  command = app.add_subcommand("compare", "hold a stored run against theory");
  command->add_option("FILE", compare.file, "trajectory file")->required();
  command->add_option("--expect", compare.expected, "statements of an experiment (expected.toml)");
  command->add_flag("--json", compare.json, "print JSON");
  command->callback([&] { code = compare_command(compare); });

  command = app.add_subcommand("info", "tell what a trajectory file holds");
  command->add_option("FILE", name, "trajectory file")->required();
  command->callback([&] { code = info_command(name); });

  command = app.add_subcommand("list", "list everything a configuration can name");
  command->callback([&] { code = list_command(); });

  command = app.add_subcommand("example", "print the configuration of an experiment");
  command->add_option("NAME", name, "experiment")->required();
  command->callback([&] { code = example_command(name); });

  CLI11_PARSE(app, argc, argv);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  try {
    const int code = dispatch(argc, argv);
    return finish_output(code <= exit_code::differs ? code
                                                    : exit_code::input);  // CLI11's: above 100
  } catch (const std::exception& error) {
    return complain(error);
  }
}
