#include "simclr_flow/sweep/sweep_folder.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/file_lock.hpp"
#include "simclr_flow/io/output_folder.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "simclr_flow/sweep/repetitions.hpp"
#include "simclr_flow/sweep/sweep_table.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

void write_text(const std::string& path, const std::string& text) {
  try {
    replace_text(path, true, text);
  } catch (const InputError& error) {  // the folder went away under the sweep
    throw StorageError(error.what());
  }
}

std::string folder_lock(const std::string& folder) { return folder + "/.lock"; }

std::string shard_lock(const Shard& shard) {
  return fmt::format(".shard-{}-of-{}.lock", shard.number, shard.count);
}

/// What a sweep that was killed at once may leave beside the manifest that it did not write.
bool is_leftover(const std::string& name) {
  return name == ".lock" || (name.starts_with(manifest_name) && name.ends_with(".tmp"));
}

/// A sweep that began meanwhile has its manifest: it writes that before anything else.
void require_free(const std::string& folder) {
  for (const auto& item : fs::directory_iterator(folder))
    if (const std::string name = item.path().filename().string();
        !is_leftover(name) && !SweepFolder::is_one(folder))
      throw InputError(
          fmt::format("folder '{}' holds '{}' but no {}: it is no sweep; name a new folder by -o",
                      folder, name, manifest_name));
}

Manifest require_same(const std::string& folder, const Manifest& wanted) {
  Manifest stored = read_manifest(folder + "/" + manifest_name);
  if (const std::string what = difference(stored, wanted); !what.empty())
    throw InputError(fmt::format("folder '{}' holds another sweep: {}; name another folder by -o",
                                 folder, what));
  return stored;
}

/// The manifest that is there in the end: of two processes that begin at once the first writes it.
Manifest place_manifest(const std::string& folder, const Manifest& wanted) {
  const FileLock lock = FileLock::wait(folder_lock(folder));
  if (SweepFolder::is_one(folder)) return require_same(folder, wanted);
  write_text(folder + "/" + manifest_name, to_json(wanted));
  return wanted;
}

}  // namespace

struct SweepFolder::Locks {
  std::optional<FileLock> shard;
};

bool SweepFolder::is_one(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(folder + "/" + manifest_name, ignored);
}

SweepFolder::SweepFolder(std::string folder, Manifest manifest, ReadPoint read)
    : folder_(std::move(folder)),
      manifest_(std::move(manifest)),
      read_(read),
      locks_(std::make_unique<Locks>()),
      done_(static_cast<std::size_t>(manifest_.grid.size())) {}
SweepFolder::~SweepFolder() = default;
SweepFolder::SweepFolder(SweepFolder&&) noexcept = default;

SweepFolder SweepFolder::enter(const std::string& folder, const Manifest& wanted, ReadPoint read) {
  if (is_one(folder)) return {folder, require_same(folder, wanted), read};
  const bool made = make_output_folder(folder, "a sweep");
  if (!made) require_free(folder);
  try {
    return {folder, place_manifest(folder, wanted), read};
  } catch (...) {
    std::error_code ignored;
    if (made) fs::remove(folder, ignored);
    throw;
  }
}

void SweepFolder::claim(const Shard& shard) {
  const auto refuse = [&](const Shard& other) {
    return InputError(fmt::format(
        "folder '{}': another process works on shard {}/{}, which has points of shard {}/{}: wait "
        "for it or stop it",
        folder_, other.number, other.count, shard.number, shard.count));
  };
  locks_->shard.emplace([&] {
    auto lock = FileLock::attempt(file(shard_lock(shard)));
    if (!lock) throw refuse(shard);
    return std::move(*lock);
  }());
  for (const auto& item : fs::directory_iterator(folder_)) {
    const std::string name = item.path().filename().string();
    long number = 0, count = 0;
    if (std::sscanf(name.c_str(), ".shard-%ld-of-%ld.lock", &number, &count) != 2) continue;
    const Shard other{number, count};
    if (name != shard_lock(other) || name == shard_lock(shard) || !shard.overlaps(other)) continue;
    if (!FileLock::attempt(item.path().string())) throw refuse(other);
  }
}

std::string SweepFolder::failure_file(Index point) const {
  return file(manifest_.stem(point) + ".failed.txt");
}

PointResult SweepFolder::read_point(Index point) const {
  std::error_code ignored;
  PointResult result;
  try {
    if (fs::exists(output(point), ignored)) result = read_(output(point), manifest_.setting(point));
  } catch (const std::exception& error) {
    result = {PointState::failed, error.what(), {}};
  }
  if (result.state == PointState::done || !fs::exists(failure_file(point), ignored)) return result;
  result.state = PointState::failed;
  result.reason = read_text_file(failure_file(point));
  while (result.reason.ends_with('\n')) result.reason.pop_back();
  return result;
}

PointResult SweepFolder::result(Index point) const {
  auto& known = done_[static_cast<std::size_t>(point)];
  if (known) return *known;
  PointResult result = read_point(point);
  if (result.state == PointState::done) known = result;
  return result;
}

std::vector<PointResult> SweepFolder::results() const {
  std::vector<PointResult> all;
  for (Index point = 0; point < manifest_.grid.size(); ++point) all.push_back(result(point));
  return all;
}

PointCounts SweepFolder::counts() const {
  PointCounts counts;
  for (Index point = 0; point < manifest_.grid.size(); ++point) {
    const PointState state = result(point).state;
    counts.open += state == PointState::open;
    counts.unfinished += state == PointState::unfinished;
    counts.done += state == PointState::done;
    counts.failed += state == PointState::failed;
  }
  return counts;
}

void SweepFolder::keep_failure(Index point, const std::string& sentence) const {
  write_text(failure_file(point), sentence + "\n");
}

void SweepFolder::remove_failure(Index point) const {
  std::error_code ignored;
  fs::remove(failure_file(point), ignored);
}

void SweepFolder::write_table(bool now) {
  const Clock::time_point begin = Clock::now();
  if (!now && begin < next_table_) return;
  {
    const FileLock lock = FileLock::wait(folder_lock(folder_));
    const std::vector<PointResult> all = results();
    write_text(table(), csv_table(manifest_.grid, all));
    if (const auto seeds = over_seeds(manifest_.grid, all))
      write_text(repetitions(), csv_table(seeds->grid, seeds->results));
  }
  const Clock::time_point end = Clock::now();
  next_table_ = end + std::max<Clock::duration>(std::chrono::seconds(1), 10 * (end - begin));
}

}  // namespace simclr_flow
