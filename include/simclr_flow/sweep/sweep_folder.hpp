#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/sweep/manifest.hpp"

namespace simclr_flow {

/// Points of a sweep by their state.
struct PointCounts {
  Index open = 0, unfinished = 0, done = 0, failed = 0;
};

/// The folder of a sweep: manifest.json, the output of each point (0007.h5), why one failed
/// (0007.failed.txt), table.csv and, of sweeps over seeds, repetitions.csv.
///
/// What is done is read from the points' own outputs. Several processes may work in one folder, on
/// shards that share no point: the manifest and the table are replaced whole, under a lock, and the
/// table is made from the outputs.
class SweepFolder {
 public:
  /// Whether a folder has a manifest.
  static bool is_one(const std::string& folder);
  /// A folder that a sweep was begun in, to be read. Throws InputError.
  SweepFolder(std::string folder, Manifest manifest, ReadPoint read);
  /// Makes the folder and writes the manifest, or finds the same sweep there. Throws InputError,
  /// having written nothing, if another sweep or anything else is there; StorageError if it cannot
  /// be written.
  static SweepFolder enter(const std::string& folder, const Manifest& wanted, ReadPoint read);
  ~SweepFolder();
  SweepFolder(SweepFolder&&) noexcept;

  /// Keeps other processes from this shard, as long as the object lives. Throws InputError if
  /// another process works on a shard with common points.
  void claim(const Shard& shard);

  const std::string& path() const { return folder_; }
  const Manifest& manifest() const { return manifest_; }
  std::string output(Index point) const { return file(manifest_.output(point)); }
  std::string table() const { return file("table.csv"); }
  /// The table with the seeds of a setting taken together (over_seeds); only if `seed` is an axis.
  std::string repetitions() const { return file("repetitions.csv"); }

  /// What the point's files say now; a file that is no output of the point makes it failed.
  PointResult result(Index point) const;
  std::vector<PointResult> results() const;
  PointCounts counts() const;

  /// Keeps why a point failed.
  void keep_failure(Index point, const std::string& sentence) const;
  /// Forgets it.
  void remove_failure(Index point) const;
  /// Writes the table from the points' files; but `now` only if the last time is long enough ago
  /// that most time goes into the points.
  void write_table(bool now);

 private:
  using Clock = std::chrono::steady_clock;
  struct Locks;
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  std::string failure_file(Index point) const;
  PointResult read_point(Index point) const;

  std::string folder_;
  Manifest manifest_;
  ReadPoint read_;
  std::unique_ptr<Locks> locks_;
  /// Of points that are done: their outputs do not change any more.
  mutable std::vector<std::optional<PointResult>> done_;
  Clock::time_point next_table_{};
};

}  // namespace simclr_flow
