#include "minimize.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <new>
#include <optional>

#include "json_document.hpp"
#include "progress.hpp"
#include "say.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/file_lock.hpp"
#include "simclr_flow/record/provenance.hpp"
#include "study_table.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// Tells how far a study is, and puts its file in place now and then.
class StudyProgress {
 public:
  StudyProgress(Study& study, bool quiet)
      : study_(study), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {
    for (const auto& end : study.stored.ends) done_ += end.has_value();
    before_ = done_;
  }

  /// A start has ended; whether the next may begin.
  bool ended() {
    ++done_;
    show();
    const auto since = Clock::now() - written_;
    if (since > std::chrono::duration<double>(study_.setting.config.output.checkpoint) &&
        since > 10 * cost_)
      write();
    return !end() || Clock::now() < *end();
  }

  void write() {
    const Clock::time_point begin = Clock::now();
    study_.judge();
    write_study(study_.stored.path, study_.stored);
    written_ = Clock::now();
    cost_ = written_ - begin;
  }

  /// The time at which the study's wall-clock time is over, if that is bounded.
  std::optional<std::chrono::steady_clock::time_point> end() const {
    const double limit = study_.setting.config.stop.wall_time;
    if (limit == 0) return std::nullopt;
    return begin_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(std::min(limit, longest_limit)));
  }

  void finish() const {
    if (shown_ && terminal_) say(stderr, "\r\x1b[K");
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double longest_limit = 1e9;  // seconds: the clock's own numbers end at 9e9

  void show() {
    if (quiet_) return;
    const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
    if (Clock::now() - told_ < pause) return;
    told_ = Clock::now();
    shown_ = true;
    const double all = static_cast<double>(study_.stored.ends.size());
    const double passed = std::chrono::duration<double>(told_ - begin_).count();
    const double left =
        passed * (all - static_cast<double>(done_)) / static_cast<double>(done_ - before_);
    say(stderr, "{}{} of {} starts, {} left{}", terminal_ ? "\r\x1b[K" : "", done_, all,
        duration(left), terminal_ ? "" : "\n");
  }

  Study& study_;
  bool quiet_, terminal_, shown_ = false;
  Index done_ = 0, before_ = 0;
  Clock::time_point begin_ = Clock::now(), told_ = begin_, written_ = begin_;
  Clock::duration cost_{};
};

int code_of(const Study& study) {
  int code = exit_code::done;
  for (const auto& end : study.stored.ends) {
    if (!end) return exit_code::interrupted;
    if (!end->stationary) code = exit_code::numerical;
  }
  return code;
}

}  // namespace

Study new_study(const RunOptions& options) {
  const RunConfig config = read_config(options);
  try {
    if (!config.seeds.empty())
      throw InputError("a study has one `seed`, not `seeds`: sweep over seed instead");
    const StudyGiven given = read_study_given(config, record::config_folder(options.config));
    Study study{study_setting(config, given), {}, {}, {}};
    StoredStudy& stored = study.stored;
    for (auto& [name, text] : record::setting_texts(source_of(options), config, given.source))
      stored.texts[name] = text;
    stored.start = given.start;
    stored.particles = study.setting.particles();
    stored.ambient_dim = study.setting.experiment.manifold->ambient_dim();
    stored.eigenvalues = study.setting.study.eigenvalues;
    stored.masses = study.setting.study.masses;
    stored.ends.resize(static_cast<std::size_t>(study.setting.study.starts));
    stored.path =
        options.output.empty() ? default_name(options.config) + "-minima.h5" : options.output;
    return study;
  } catch (const InputError& error) {
    throw InputError(record::with_file_named(options.config, error.what()));
  }
}

namespace {

FileLock lock_study(const std::string& path) {
  auto lock = FileLock::attempt(path + ".lock");
  if (!lock) throw StorageError(fmt::format("'{}' is being worked on by another program", path));
  return std::move(*lock);
}

/// Of a study that is to go on: starts that ended and those to come are computed otherwise.
void note_changed_arithmetic(StoredStudy& stored, const std::string& command_line) {
  const bool goes_on = std::ranges::any_of(stored.ends, [](const auto& end) { return !end; });
  const std::string changed = changed_arithmetic(stored.text("versions"), stored.text("commit"));
  if (!goes_on || changed.empty()) return;
  tell_changed_arithmetic(stored.path, changed);
  stored.texts["resumed"] += resume_note(changed, command_line) + "\n";
}

int go_on_with_study(Study study, const RunOptions& options) {
  StudyProgress progress(study, options.quiet);
  std::exception_ptr failure;
  try {
    std::optional<CancellationTime> limit;
    if (const auto end = progress.end()) limit.emplace(*end);
    search_all(study.setting, study.stored.ends, [&] { return progress.ended(); });
  } catch (const Cancelled&) {
    // what has ended is kept
  } catch (const std::bad_alloc&) {
    failure = std::current_exception();
  }
  progress.write();
  progress.finish();
  if (failure) std::rethrow_exception(failure);
  const int code = code_of(study);
  if (options.json)
    fmt::print("{}", with_head("study", study_json(study), options.command_line));
  else if (!options.quiet)
    print_study(study);
  if (code == exit_code::interrupted)
    say(stderr, "simclr-flow: the study was interrupted; `resume {}` goes on with it\n",
        study.stored.path);
  return code;
}

}  // namespace

int resume_study(const RunOptions& options) {
  const std::string path = fs::canonical(options.config).string();
  const FileLock lock = lock_study(path);
  Study study = stored_study(path, options.overrides);
  note_changed_arithmetic(study.stored, options.command_line);
  return go_on_with_study(std::move(study), options);
}

int minimize_command(const RunOptions& given) {
  stop_on_signals();
  const RunOptions options = with_config_text(given);
  Study study = new_study(options);
  study.stored.path = check_study_output(study.stored.path, options.force);
  const FileLock lock = lock_study(study.stored.path);
  write_study(study.stored.path, study.stored);
  if (!options.quiet) tell_hints(study.setting.experiment.hints);
  if (!options.quiet && !options.json)
    say(stdout, "{}: {} starts of {} latents into {}\n", study.setting.config.title,
        study.stored.ends.size(), study.setting.particles(), study.stored.path);
  return go_on_with_study(std::move(study), options);
}

}  // namespace simclr_flow
