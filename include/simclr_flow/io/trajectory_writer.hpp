#pragma once
#include <memory>
#include <span>
#include <string>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/io/layout.hpp"

namespace simclr_flow {

/// The path to write a file of this size to: `path`, with links followed. Throws InputError if that
/// is impossible: it exists and `force` is false, or it is no trajectory or is being written by
/// another program; its folder does not exist or is not writable; the disk has no room. Leaves
/// nothing behind.
std::string check_output(const std::string& path, bool force, double bytes);

/// Writes a trajectory file that a crash cannot damage.
///
/// The whole file is laid out, filled with NaN (values, times) and -1 (steps) and synced under a
/// temporary name, then renamed to `path`. Rows are then written with pwrite at the offsets of the
/// preallocated datasets: HDF5 takes no part while a run writes. A commit syncs the rows first and
/// then advances the counters parameters/<flow>/committed/{frames, observables, weights}, so the
/// rows below a counter are always whole. Commits come at least a second apart, and at finish.
///
/// close() trims unused rows by writing a new file beside the old and renaming it over it; a file
/// filled to its plan stays as it is.
/// Every failure throws StorageError with the path; what was committed stays readable. The file is
/// locked while it is written, so that check_output refuses to replace it; a file removed or
/// replaced under the run is noticed at a commit.
class TrajectoryWriter {
 public:
  TrajectoryWriter(const std::string& path, Layout layout);
  ~TrajectoryWriter();
  TrajectoryWriter(const TrajectoryWriter&) = delete;
  TrajectoryWriter& operator=(const TrajectoryWriter&) = delete;

  /// The next frame of a flow: ambient latents d×N and, on the circle, angles 1×N.
  void add_frame(std::size_t flow, Index step, double time, const Points& latents,
                 const Points& angles);
  void add_observables(std::size_t flow, Index step, double time, std::span<const double> values);
  void add_weights(std::size_t flow, Index step, double time, const State& weights);

  /// Stores how a flow ended and commits.
  void finish(std::size_t flow, const Status& status);
  void commit();
  /// Commits if rows wait for it and the last commit is more than a second old.
  void commit_if_due();
  /// Commits, trims and closes; nothing may be added after. If trimming failed the file is whole
  /// but larger than need be, and the sentence says why; otherwise it is empty.
  std::string close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace simclr_flow
