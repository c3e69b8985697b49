#pragma once
// An open trajectory file of a known layout: where every row and counter goes. Private to io.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkpoint_slot.hpp"
#include "layout_file.hpp"
#include "row_file.hpp"
#include "simclr_flow/core/status.hpp"

namespace simclr_flow {

/// Rows in use, per flow and track.
using RowCounts = std::vector<TrackRows>;

class TrackFile {
 public:
  /// Opens and locks an existing file of this layout.
  TrackFile(const std::string& path, Layout layout);

  Layout& layout() { return layout_; }
  const std::string& path() const { return file_.path(); }
  void sync() { file_.sync(); }
  void rename_to(const std::string& path) { file_.rename_to(path); }

  /// One row of a track: the numbers of its series, one series after another.
  void write_row(std::size_t flow, std::size_t track, Index row, Index step, double time,
                 std::span<const double> values);
  void write_counters(std::size_t flow, const TrackRows& counts);
  TrackRows read_counters(std::size_t flow) const;
  void write_slot(std::size_t flow, const CheckpointSlot& slot);
  /// The newest whole slot.
  std::optional<CheckpointSlot> read_slot(std::size_t flow) const;
  void write_status(std::size_t flow, const Status& status);
  std::string read_outcome(std::size_t flow) const;
  void write_restarts(std::size_t flow, Index restarts);
  Index read_restarts(std::size_t flow) const;
  void write_warning(std::size_t flow, std::size_t kind, Index count, double worst);
  /// Of each kind of work; files of earlier versions hold none.
  void write_seconds(std::size_t flow, std::span<const double> seconds);
  std::vector<double> read_seconds(std::size_t flow) const;
  void write_solver(std::size_t flow, std::span<const Index> counts);
  std::vector<Index> read_solver(std::size_t flow) const;
  /// Adds a line to the record of resumes; its oldest lines give way.
  void note_resume(const std::string& line);

  /// Everything that another file of the same flows holds, to these rows.
  void copy(const TrackFile& from, const RowCounts& rows);

 private:
  std::size_t slot_bytes(std::size_t flow) const;
  void copy_track(const TrackFile& from, std::size_t flow, std::size_t track, Index rows);
  void copy_bytes(const TrackFile& from, off_t there, off_t here, std::size_t bytes);

  Layout layout_;
  RowFile file_;
  FileOffsets offsets_;
};

}  // namespace simclr_flow
