#include "sweep_commands.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "run_options.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "simclr_flow/record/layout.hpp"
#include "study_result.hpp"

namespace simclr_flow {
namespace {

int run_or_resume(const RunOptions& options) {
  if (!std::filesystem::exists(options.output)) return run_command(options);
  RunOptions rest = options;  // the file has its own configuration
  rest.config = options.output;
  rest.config_text.clear();
  rest.overrides.clear();
  return resume_command(rest);
}

/// Builds everything, data included, and leaves the resolved configuration.
int build(const RunOptions& options) {
  const record::Setup setup = prepare(options);
  record::layout_of(setup);  // refuses rows that cannot be planned
  replace_text(options.output, false, setup.text("resolved"));
  return exit_code::done;
}

PointResult build_result(const std::string& file, const PointSetting& setting) {
  const Vocabulary names = vocabulary();
  const RunConfig config = parse_config({file, setting.config, setting.overrides}, names);
  if (read_text_file(file) != resolved_toml(config, names))
    throw InputError(fmt::format("'{}' is another configuration than its point's", file));
  return {PointState::done, "", {}};
}

int minimize_or_resume(const RunOptions& options) {
  if (!std::filesystem::exists(options.output)) return minimize_command(options);
  return run_or_resume(options);
}

constexpr SweepCommand commands[] = {
    {"run", "integrates every flow", ".h5", run_or_resume, run_result},
    {"minimize", "studies minimizers", ".h5", minimize_or_resume, study_result},
    {"check", "builds data and flows and leaves the resolved configuration", ".toml", build,
     build_result},
};

}  // namespace

std::span<const SweepCommand> sweep_commands() { return commands; }

const SweepCommand& sweep_command_named(const std::string& name) {
  std::string allowed;
  for (const SweepCommand& command : sweep_commands()) {
    if (command.name == name) return command;
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", command.name);
  }
  throw InputError(fmt::format("--command {}: a sweep cannot do that at its points; allowed: {}",
                               name, allowed));
}

}  // namespace simclr_flow
