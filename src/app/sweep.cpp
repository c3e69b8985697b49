#include "sweep.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "json_document.hpp"
#include "progress.hpp"
#include "run_options.hpp"
#include "say.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/fault.hpp"
#include "simclr_flow/record/provenance.hpp"
#include "simclr_flow/sweep/repetitions.hpp"
#include "simclr_flow/sweep/sweep_table.hpp"
#include "sweep_commands.hpp"

namespace simclr_flow {
namespace {

constexpr Index most_rows = 50;

Manifest manifest_of(const SweepOptions& options, const SweepCommand& command) {
  Manifest manifest;
  manifest.command = command.name;
  manifest.ending = command.ending;
  manifest.config_file = options.run.config;
  manifest.config = read_text_file(options.run.config);
  manifest.overrides = options.run.overrides;
  manifest.grid = parse_grid(options.over, options.run.overrides);
  manifest.version = program_version();
  manifest.commit = program_commit();
  manifest.created = time_now();
  manifest.argv = options.run.command_line;
  return manifest;
}

/// Refuses a configuration that cannot be a point. Throws InputError.
void check_point(const Manifest& manifest, Index point, const Vocabulary& names) {
  const PointSetting setting = manifest.setting(point);
  try {
    const RunConfig config =
        parse_config({manifest.config_file, setting.config, setting.overrides}, names);
    if (!config.seeds.empty())
      throw InputError(
          "a point of a sweep is one run, but the configuration has `seeds`: sweep over `seed` "
          "instead, e.g. --set seeds=[] --over seed=1:5");
  } catch (const InputError& error) {
    throw InputError(
        fmt::format("point {} ({}): {}", point, manifest.grid.describe(point), error.what()));
  }
}

void check_points(const Manifest& manifest) {
  const Vocabulary names = vocabulary();
  for (Index point = 0; point < manifest.grid.size(); ++point) {
    throw_if_cancelled();
    check_point(manifest, point, names);
  }
}

/// One process's work on its shard.
class Sweep {
 public:
  Sweep(SweepFolder& folder, const SweepCommand& command, const SweepOptions& options)
      : folder_(folder),
        manifest_(folder.manifest()),
        command_(command),
        options_(options),
        shard_(parse_shard(options.shard)) {}

  int go() {
    find_open();
    for (const Index point : open_) {
      if (!do_point(point)) return stop();
      folder_.write_table(false);
    }
    return finish();
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool quiet() const { return options_.run.quiet; }

  void find_open() {
    for (Index point = 0; point < manifest_.grid.size(); ++point) {
      if (!shard_.has(point)) continue;
      ++points_;
      if (folder_.result(point).state != PointState::done)
        open_.push_back(point);
      else
        folder_.remove_failure(point);
    }
    if (quiet()) return;
    const std::string part =
        shard_.count == 1 ? "" : fmt::format(", shard {}: {} points", options_.shard, points_);
    say(stdout, "{} of `{}` in {}{}; {} to do\n", counted(manifest_.grid.size(), "point"),
        command_.name, folder_.path(), part, open_.size());
  }

  RunOptions options_of(Index point) const {
    RunOptions options = options_.run;
    options.config_text = manifest_.config;
    options.overrides = manifest_.setting(point).overrides;
    options.output = folder_.output(point);
    options.force = false;
    options.quiet = true;
    return options;
  }

  /// The sentence of a failure, or nothing; none at all if the point was interrupted.
  std::optional<std::string> attempt(Index point) const {
    try {
      const RunOptions options = options_of(point);
      if (std::filesystem::exists(options.output))  // what is no output of the point is left alone
        command_.read(options.output, manifest_.setting(point));
      if (command_.run(options) == exit_code::interrupted) return std::nullopt;
      const PointResult result = command_.read(options.output, manifest_.setting(point));
      return result.state == PointState::done ? "" : result.reason;
    } catch (const Cancelled&) {
      return std::nullopt;
    } catch (const std::exception& error) {
      return sentence_of(error);
    }
  }

  /// Whether the sweep may go on.
  bool do_point(Index point) {
    if (is_cancelled()) return false;
    const Clock::time_point begin = Clock::now();
    const auto failure = attempt(point);
    if (!failure) return false;
    if (failure->empty())
      folder_.remove_failure(point);
    else
      folder_.keep_failure(point, *failure);
    tell(point, failure->empty(), std::chrono::duration<double>(Clock::now() - begin).count());
    return true;
  }

  void tell(Index point, bool done, double seconds) {
    seconds_ += seconds;
    ++tried_;
    if (quiet()) return;
    const auto left = static_cast<double>(std::ssize(open_) - tried_);
    say(stdout, "{:>{}}/{}  {}  {}: {}, {:.2g} s{}\n", tried_,
        fmt::formatted_size("{}", open_.size()), open_.size(), manifest_.stem(point),
        manifest_.grid.describe(point), done ? "done" : "failed", seconds,
        left > 0 ? "; " + duration(seconds_ / static_cast<double>(tried_) * left) + " left" : "");
  }

  int stop() {
    folder_.write_table(true);
    const PointCounts counts = folder_.counts();
    say(stderr,
        "simclr-flow: the sweep was interrupted, {} of {} points are done; the same command goes "
        "on\n",
        counts.done, manifest_.grid.size());
    return exit_code::interrupted;
  }

  int finish() {
    folder_.write_table(true);
    const std::vector<PointResult> results = folder_.results();
    if (!quiet()) tell_tables(results);
    int code = exit_code::done;
    for (const Index point : open_) {
      const PointResult& result = results[static_cast<std::size_t>(point)];
      if (result.state == PointState::done) continue;
      code = exit_code::numerical;
      say(stderr, "simclr-flow: point {} ({}) failed: {}\n", point, manifest_.grid.describe(point),
          result.reason);
    }
    return code;
  }

  void tell_tables(const std::vector<PointResult>& results) const {
    say(stdout, "\n{}\n", text_table(manifest_.grid, results, most_rows, folder_.table()));
    if (const auto seeds = over_seeds(manifest_.grid, results))
      say(stdout, "over seeds:\n{}\n",
          text_table(seeds->grid, seeds->results, most_rows, folder_.repetitions()));
  }

  SweepFolder& folder_;
  const Manifest& manifest_;  ///< of the folder
  const SweepCommand& command_;
  const SweepOptions& options_;
  Shard shard_;
  std::vector<Index> open_;
  Index points_ = 0, tried_ = 0;
  double seconds_ = 0;
};

}  // namespace

int sweep_command(const SweepOptions& options) {
  stop_on_signals();
  const SweepCommand& command = sweep_command_named(options.command);
  const Shard shard = parse_shard(options.shard);
  const Manifest wanted = manifest_of(options, command);
  check_points(wanted);
  const std::string path =
      options.run.output.empty() ? default_name(options.run.config) + "-sweep" : options.run.output;
  SweepFolder folder = SweepFolder::enter(path, wanted, command.read);
  folder.claim(shard);
  return Sweep(folder, command, options).go();
}

namespace {

using Json = nlohmann::ordered_json;

Json sweep_document(const SweepFolder& folder, const std::string& command_line) {
  const Manifest& sweep = folder.manifest();
  const PointCounts counts = folder.counts();
  Json json = new_document("sweep", command_line);
  json.update({{"folder", folder.path()},
               {"of_command", sweep.command},
               {"created", sweep.created},
               {"made_by_commit", sweep.commit},
               {"made_by_command", sweep.argv},
               {"points", sweep.grid.size()},
               {"done", counts.done},
               {"failed", counts.failed},
               {"open", counts.open + counts.unfinished},
               {"begun", counts.unfinished},
               {"over", Json::array()},
               {"failures", Json::array()}});
  for (const Axis& axis : sweep.grid.axes())
    json["over"].push_back(
        {{"key", axis.key}, {"values", axis.given}, {"count", axis.values.size()}});
  for (Index point = 0; point < sweep.grid.size(); ++point)
    if (const PointResult result = folder.result(point); result.state == PointState::failed)
      json["failures"].push_back({{"point", sweep.stem(point)},
                                  {"at", sweep.grid.describe(point)},
                                  {"reason", result.reason}});
  return json;
}

}  // namespace

int info_sweep(const InfoOptions& options) {
  const std::string& path = options.file;
  Manifest manifest = read_manifest(path + "/" + manifest_name);
  const ReadPoint read = sweep_command_named(manifest.command).read;
  const SweepFolder folder(path, std::move(manifest), read);
  if (options.json) {
    fmt::print("{}", text_of(sweep_document(folder, options.command_line)));
    return exit_code::done;
  }
  const Manifest& sweep = folder.manifest();
  fmt::print("{}: a sweep of `{}`, {}\n  created  {} by commit {}\n  command  {}\n", path,
             sweep.command, counted(sweep.grid.size(), "point"), sweep.created, sweep.commit,
             sweep.argv);
  for (const Axis& axis : sweep.grid.axes())
    fmt::print("  over     {} = {} ({})\n", axis.key, axis.given,
               counted(axis.values.size(), "value"));
  const PointCounts counts = folder.counts();
  fmt::print("  {} done, {} failed, {} open{}\n", counts.done, counts.failed,
             counts.open + counts.unfinished,
             counts.unfinished ? fmt::format(", {} of them begun", counts.unfinished) : "");
  for (Index point = 0; point < sweep.grid.size(); ++point)
    if (const PointResult result = folder.result(point); result.state == PointState::failed)
      fmt::print("  failed   {} ({}): {}\n", sweep.stem(point), sweep.grid.describe(point),
                 result.reason);
  return exit_code::done;
}

}  // namespace simclr_flow
