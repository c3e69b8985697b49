// The commands that integrate: run and resume, of one file or an ensemble of them.
#include "simclr_flow/record/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ensemble.hpp"
#include "messages.hpp"
#include "minimize.hpp"
#include "run_options.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// What the program ends with, of the codes of two parts of its work.
int worse(int a, int b) {
  if (a == exit_code::numerical || b == exit_code::numerical) return exit_code::numerical;
  return std::max(a, b);
}

int code_of(const record::FlowEnd& end) {
  if (end.out_of_memory) return exit_code::input;
  switch (end.status.outcome) {
    case Outcome::failed:
      return exit_code::numerical;
    case Outcome::interrupted:
      return exit_code::interrupted;
    case Outcome::done:
    case Outcome::running:
      break;
  }
  return exit_code::done;
}

int code_of(const std::vector<record::FlowEnd>& ends) {
  int code = exit_code::done;
  for (const record::FlowEnd& end : ends) code = worse(code, code_of(end));
  return code;
}

int run_file(const RunOptions& options) {
  const std::string output = output_of(options);
  Messages messages(output, options.quiet);
  return code_of(record::run(prepare(options), output, messages, options.force));
}

int resume_file(const RunOptions& options) {
  Messages messages(options.config, options.quiet);
  return code_of(record::resume(options.config, options.overrides, messages, options.command_line));
}

/// Calls the body with options for every member; an interruption leaves the later ones as they are.
template <class Body>
int each(const std::vector<std::string>& files, RunOptions options, const Body& body) {
  int code = exit_code::done;
  for (const std::string& file : files) {
    if (is_cancelled()) return worse(code, exit_code::interrupted);
    options.config = file;
    code = worse(code, body(options));
  }
  return code;
}

int run_ensemble(const RunOptions& options, const RunConfig& config) {
  const std::vector<std::string> files = lay_out_ensemble(options, config);
  RunOptions rest = options;
  rest.overrides.clear();
  return each(files, rest, resume_file);
}

}  // namespace

int run_command(const RunOptions& given) {
  stop_on_signals();
  thread_count();  // refuses what the environment asks for before there is a file
  const RunOptions options = with_config_text(given);
  const RunConfig config = read_config(options);
  if (config.flows.empty())
    throw InputError(fmt::format(
        "{}: there is no [[flow]] to run; `simclr-flow minimize` carries out its [study]",
        options.config));
  return config.seeds.empty() ? run_file(options) : run_ensemble(options, config);
}

int resume_command(const RunOptions& options) {
  stop_on_signals();
  thread_count();  // refuses what the environment asks for before there is a file
  if (is_study_file(options.config)) return resume_study(options);
  std::error_code ignored;
  if (!fs::is_directory(options.config, ignored)) return resume_file(options);
  const std::vector<std::string> files = ensemble_files(options.config);
  for (const std::string& file : files) read_setting(file);  // all are fit before one is changed
  return each(files, options, resume_file);
}

}  // namespace simclr_flow
