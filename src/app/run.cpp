// The commands that integrate: run and resume, of one file or an ensemble of them.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <new>
#include <system_error>

#include "ensemble.hpp"
#include "flow_run.hpp"
#include "provenance.hpp"
#include "say.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "study.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// What the program ends with, of the codes of two parts of its work.
int worse(int a, int b) {
  if (a == exit_code::numerical || b == exit_code::numerical) return exit_code::numerical;
  return std::max(a, b);
}

int code_of(Outcome outcome) {
  if (outcome == Outcome::failed) return exit_code::numerical;
  return outcome == Outcome::interrupted ? exit_code::interrupted : exit_code::done;
}

void tell_failure(const RunSetup& setup, std::size_t f, const std::string& reason) {
  say(stderr, "simclr-flow: {}: flow '{}' failed: {}\n", setup.output, setup.config.flows[f].name,
      reason);
}

/// What a flow throws ends that flow; storage that fails, or a file that cannot be used, ends all.
/// Without memory a flow can go on elsewhere: it is interrupted, and the exit code says input.
int run_flow(const RunSetup& setup, std::size_t f, TrajectoryWriter& file, bool quiet) {
  try {
    const Status status = FlowRun(setup, f).go(file, quiet);
    if (status.outcome == Outcome::failed) tell_failure(setup, f, status.reason);
    return code_of(status.outcome);
  } catch (const InputError&) {
    throw;
  } catch (const StorageError&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const std::exception& error) {
    const bool memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
    file.finish(f, {memory ? Outcome::interrupted : Outcome::failed, sentence_of(error)});
    tell_failure(setup, f, sentence_of(error));
    return memory ? exit_code::input : exit_code::numerical;
  }
}

int leave_flow(std::size_t f, TrajectoryWriter& file) {
  if (file.outcome(f) != "interrupted")
    file.finish(f, {Outcome::interrupted, "a signal came before this flow could begin or go on"});
  return exit_code::interrupted;
}

/// Runs the flows that are not done, and those whose end has changed.
int run_flows(const RunSetup& setup, const std::vector<bool>& wanted, TrajectoryWriter& file,
              bool quiet) {
  int code = exit_code::done;
  for (std::size_t f = 0; f < setup.config.flows.size(); ++f)
    if (wanted[f] || file.outcome(f) != "done")
      code = worse(code, is_cancelled() ? leave_flow(f, file) : run_flow(setup, f, file, quiet));
  if (const std::string untrimmed = file.close(); !untrimmed.empty())
    say(stderr, "simclr-flow: '{}' is complete, but {}\n", setup.output, untrimmed);
  return code;
}

void announce(const RunSetup& setup, const char* how) {
  say(stdout, "{}: {} latents on {}, {} flow{}, {} {}\n", setup.config.title,
      setup.experiment.particles(), setup.experiment.manifold->name(), setup.config.flows.size(),
      setup.config.flows.size() == 1 ? "" : "s", how, setup.output);
  for (const std::string& told : setup.experiment.told) say(stdout, "{}\n", told);
  if (setup.experiment.test.count() == 0) return;
  for (std::size_t f = 0; f < setup.config.flows.size(); ++f)
    if (!setup.experiment.test_flows[f])
      say(stdout,
          "{:<16} has no latents of the {} test points: a {} flow moves those of its own data "
          "alone\n",
          setup.config.flows[f].name, setup.experiment.test.count(), setup.config.flows[f].kind);
}

int run_file(const RunOptions& options) {
  const RunSetup setup = prepare(options);
  const std::string path = check_output(setup.output, options.force, setup.layout.bytes());
  TrajectoryWriter file(path, setup.layout);
  if (!options.quiet) {
    tell_hints(setup.experiment.hints);
    announce(setup, "into");
  }
  return run_flows(setup, std::vector(setup.config.flows.size(), true), file, options.quiet);
}

/// Whether a flow of a file is yet to go on.
bool goes_on(const TrajectoryWriter& file, const std::vector<bool>& wanted) {
  for (std::size_t f = 0; f < wanted.size(); ++f)
    if (wanted[f] || file.outcome(f) != "done") return true;
  return false;
}

int resume_file(const RunOptions& options) {
  const RunSetup setup = prepare_resume(options.config, options.overrides);
  const std::string changed = changed_arithmetic(setup.text("versions"), setup.text("commit"));
  TrajectoryWriter file =
      TrajectoryWriter::resume(fs::canonical(options.config).string(), setup.layout,
                               resume_note(changed, options.command_line), setup.changed_ends);
  if (!options.quiet) announce(setup, "on with");
  if (goes_on(file, setup.changed_ends)) tell_changed_arithmetic(setup.output, changed);
  return run_flows(setup, setup.changed_ends, file, options.quiet);
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
