#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/io/layout.hpp"

namespace simclr_flow {

/// The path to write a file of this size to: `path`, with links followed. Throws InputError if it
/// exists and `force` is false, if it is no trajectory or is being written by another program, or
/// if its folder does not exist; StorageError if its folder cannot be written or its disk has no
/// room. Leaves nothing behind.
std::string check_output(const std::string& path, bool force, double bytes);

/// Writes a trajectory file that a crash cannot damage, and goes on with one that was left.
///
/// The whole file is laid out, filled with NaN (values, times) and -1 (steps) and synced under a
/// temporary name, then renamed to `path`. Rows are then written with pwrite at the offsets of the
/// preallocated datasets: HDF5 takes no part while a run writes. A commit syncs the rows, then
/// writes a checkpoint that names the rows it belongs to into the older of the flow's two slots and
/// syncs, then advances the counters parameters/<flow>/committed/<track> and syncs: the rows below
/// a counter are always whole, and one of the slots always is. Rows of the last state of a run lie
/// beyond its last checkpoint: to go on overwrites them.
///
/// A track that is full is given twice its room, and close() trims unused room, by writing a new
/// file beside the old and renaming it over it.
/// Every failure throws StorageError with the path; what was committed stays readable. The file is
/// locked while it is open, so that no second writer can have it; a file removed or replaced under
/// the run is noticed at a commit.
class TrajectoryWriter {
 public:
  /// A new file.
  TrajectoryWriter(const std::string& path, const Layout& layout);
  /// An existing file of the same flows, given the texts and at least the room of `layout`. `note`
  /// is added to the record parameters/resumed, whose oldest lines give way. New texts come
  /// with the status `running` for the flows that are `reopened` by them. Throws InputError if
  /// another program writes it, or if its flows have other shapes.
  static TrajectoryWriter resume(const std::string& path, const Layout& layout,
                                 const std::string& note, const std::vector<bool>& reopened = {});
  ~TrajectoryWriter();
  TrajectoryWriter(TrajectoryWriter&&) noexcept;

  /// The newest checkpoint of a flow; none if it never began. The flow's rows beyond it are
  /// forgotten and its status is running again. Throws InputError if there are rows but no whole
  /// checkpoint: nothing is changed then.
  std::optional<std::vector<std::byte>> reopen(std::size_t flow);
  /// The stored name of a flow's outcome.
  std::string outcome(std::size_t flow) const;
  /// Counts that a flow goes on from (t, x) alone.
  void count_restart(std::size_t flow);

  /// The next row of a track, by its place in the layout: the numbers of its series, one series
  /// after another.
  void add_row(std::size_t flow, std::size_t track, Index step, double time,
               std::span<const double> values);
  void set_warning(std::size_t flow, std::size_t kind, Index count, double worst);

  /// What the time of a flow went to, in the order of its layout; 0 before it began, and in files
  /// of versions that did not count it, which keep none.
  std::vector<double> seconds(std::size_t flow) const;
  void set_seconds(std::size_t flow, std::span<const double> seconds);
  /// What its integrator took, in the order of its layout.
  void set_solver(std::size_t flow, std::span<const Index> counts);

  /// Seconds since the last commit.
  double since_commit() const;
  /// Commits the rows of a flow with a checkpoint of layout.checkpoint_size bytes.
  void commit(std::size_t flow, std::span<const std::byte> checkpoint);
  /// Commits the rows of a flow's last state, and how it ended.
  void finish(std::size_t flow, const Status& status);
  /// Trims and closes; nothing may be added after. If trimming failed the file is whole but larger
  /// than need be, and the sentence says why; otherwise it is empty.
  std::string close();

 private:
  struct Impl;
  explicit TrajectoryWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace simclr_flow
