#include "simclr_flow/io/trajectory_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "simclr_flow/core/error.hpp"
#include "temporary_file.hpp"
#include "track_file.hpp"

namespace simclr_flow {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double leave_untrimmed_above = 0.5e9;  // bytes

/// Rows of each flow that must not be lost: those counted, and those of the newest checkpoint,
/// which a kill may have left ahead of the counters.
RowCounts rows_in_use(TrackFile& file) {
  RowCounts rows;
  for (std::size_t f = 0; f < file.layout().flows.size(); ++f) {
    rows.push_back(file.read_counters(f));
    if (const auto slot = file.read_slot(f))
      for (std::size_t k = 0; k < rows[f].size(); ++k)
        rows[f][k] = std::max(rows[f][k], slot->rows[k]);
  }
  return rows;
}

/// The layout with room for these rows at least.
Layout with_room_for(const RowCounts& rows, Layout layout) {
  for (std::size_t f = 0; f < rows.size(); ++f)
    for (std::size_t k = 0; k < rows[f].size(); ++k) {
      Index& room = layout.flows[f].tracks[k].rows;
      room = std::max(room, rows[f][k]);
    }
  return layout;
}

bool has_room_for(const Layout& wanted, const Layout& stored) {
  for (std::size_t f = 0; f < wanted.flows.size(); ++f)
    for (std::size_t k = 0; k < wanted.flows[f].tracks.size(); ++k)
      if (wanted.flows[f].tracks[k].rows > stored.flows[f].tracks[k].rows) return false;
  return true;
}

/// No rows yet, of every flow and track.
RowCounts no_rows(const Layout& layout) {
  RowCounts rows;
  for (const FlowLayout& flow : layout.flows) rows.emplace_back(flow.tracks.size(), 0);
  return rows;
}

TrackFile open_stored(const std::string& path, const Layout& layout) {
  Layout stored;
  try {
    stored = with_stored_rooms(layout, path);
  } catch (const StorageError& error) {
    throw InputError(
        fmt::format("'{}' cannot go on by this version of the program: {}", path, error.what()));
  }
  return {path, std::move(stored)};
}

}  // namespace

struct TrajectoryWriter::Impl {
  Impl(TrackFile opened, RowCounts counts)
      : file(std::make_unique<TrackFile>(std::move(opened))),
        rows(std::move(counts)),
        committed(rows.size()),
        sequence(rows.size()),
        outcomes(rows.size()) {
    for (std::size_t f = 0; f < rows.size(); ++f) {
      outcomes[f] = file->read_outcome(f);
      committed[f] = file->read_counters(f);
      if (const auto slot = file->read_slot(f)) sequence[f] = slot->sequence;
    }
  }

  void write_status(std::size_t flow, const Status& status) {
    file->write_status(flow, status);
    outcomes[flow] = outcome_name(status.outcome);
  }

  void add_row(std::size_t flow, std::size_t track, Index step, double time,
               std::span<const double> values) {
    Index& row = rows[flow][track];
    if (row >= file->layout().flows[flow].tracks[track].rows) grow(flow, track);
    file->write_row(flow, track, row++, step, time, values);
  }

  void grow(std::size_t flow, std::size_t track) {
    Layout larger = file->layout();
    larger.flows[flow].tracks[track].rows *= 2;
    try {
      rebuild(std::move(larger));
    } catch (const StorageError& error) {
      throw StorageError(
          fmt::format("'{}' has no room for more rows and could not be enlarged; is "
                      "its disk full? ({})",
                      file->path(), error.what()));
    }
  }

  /// The same rows in a file of another layout, written beside the old one and renamed over it.
  /// The `reopened` flows are running in it.
  void rebuild(Layout layout, const std::vector<bool>& reopened = {}) {
    const std::string path = file->path();
    const TemporaryFile temporary(path);
    create_layout_file(temporary.path, layout);
    auto rebuilt = std::make_unique<TrackFile>(temporary.path, std::move(layout));
    rebuilt->copy(*file, rows);
    for (std::size_t f = 0; f < rows.size(); ++f) rebuilt->write_counters(f, committed[f]);
    for (std::size_t f = 0; f < reopened.size(); ++f)
      if (reopened[f]) rebuilt->write_status(f, {});
    rebuilt->sync();
    file->sync();  // refuses to put back what was removed, or to replace another file
    rebuilt->rename_to(path);
    file = std::move(rebuilt);
  }

  void write_counters(std::size_t flow) {
    committed[flow] = rows[flow];
    file->write_counters(flow, rows[flow]);
    file->sync();
    last_commit = Clock::now();
  }

  /// A layout with just the rows in use.
  Layout tight() {
    Layout layout = file->layout();
    for (std::size_t f = 0; f < rows.size(); ++f)
      for (std::size_t k = 0; k < rows[f].size(); ++k)
        layout.flows[f].tracks[k].rows = std::max<Index>(rows[f][k], 1);
    return layout;
  }
  bool worth_trimming(const Layout& smaller) const {
    const double bytes = file->layout().bytes();
    const bool goes_on = std::ranges::any_of(
        outcomes, [](const std::string& outcome) { return outcome == "interrupted"; });
    return smaller.bytes() < bytes && !(goes_on && bytes > leave_untrimmed_above);
  }

  std::unique_ptr<TrackFile> file;
  RowCounts rows, committed;
  std::vector<std::uint64_t> sequence;  ///< of the last checkpoint of each flow
  std::vector<std::string> outcomes;
  Clock::time_point last_commit = Clock::now();
};

TrajectoryWriter::TrajectoryWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TrajectoryWriter::~TrajectoryWriter() = default;
TrajectoryWriter::TrajectoryWriter(TrajectoryWriter&&) noexcept = default;

TrajectoryWriter::TrajectoryWriter(const std::string& path, const Layout& layout) {
  const TemporaryFile temporary(path);
  try {
    create_layout_file(temporary.path, layout);
  } catch (const StorageError& error) {
    throw StorageError(fmt::format("output '{}' could not be laid out; is its disk full? ({})",
                                   path, error.what()));
  }
  TrackFile file(temporary.path, layout);
  for (std::size_t f = 0; f < layout.flows.size(); ++f) file.write_status(f, {});
  file.sync();
  file.rename_to(path);
  impl_ = std::make_unique<Impl>(std::move(file), no_rows(layout));
}

TrajectoryWriter TrajectoryWriter::resume(const std::string& path, const Layout& layout,
                                          const std::string& note,
                                          const std::vector<bool>& reopened) {
  if (is_being_written(path))
    throw InputError(fmt::format("'{}' is being written by another program", path));
  TrackFile file = open_stored(path, layout);
  remove_orphans_beside(path);
  RowCounts rows = rows_in_use(file);
  const Layout wanted = with_room_for(rows, layout);
  TrajectoryWriter writer(std::make_unique<Impl>(std::move(file), std::move(rows)));
  Impl& impl = *writer.impl_;
  if (stored_texts(path, layout) != layout.texts || !has_room_for(wanted, impl.file->layout()))
    impl.rebuild(wanted, reopened);
  for (std::size_t f = 0; f < impl.outcomes.size(); ++f)
    impl.outcomes[f] = impl.file->read_outcome(f);
  impl.file->note_resume(note);
  return writer;
}

std::optional<std::vector<std::byte>> TrajectoryWriter::reopen(std::size_t flow) {
  const auto slot = impl_->file->read_slot(flow);
  const TrackRows none(impl_->rows[flow].size(), 0);
  if (!slot && impl_->rows[flow] != none)
    throw InputError(
        fmt::format("'{}': flow '{}' has rows but no whole checkpoint of this version of "
                    "the program to go on from",
                    impl_->file->path(), impl_->file->layout().flows[flow].name));
  impl_->rows[flow] = slot ? slot->rows : none;
  impl_->write_status(flow, {});
  impl_->write_counters(flow);
  if (!slot) return std::nullopt;
  return slot->payload;
}

std::string TrajectoryWriter::outcome(std::size_t flow) const { return impl_->outcomes[flow]; }

void TrajectoryWriter::count_restart(std::size_t flow) {
  impl_->file->write_restarts(flow, impl_->file->read_restarts(flow) + 1);
}

void TrajectoryWriter::add_row(std::size_t flow, std::size_t track, Index step, double time,
                               std::span<const double> values) {
  impl_->add_row(flow, track, step, time, values);
}

void TrajectoryWriter::set_warning(std::size_t flow, std::size_t kind, Index count, double worst) {
  impl_->file->write_warning(flow, kind, count, worst);
}

std::vector<double> TrajectoryWriter::seconds(std::size_t flow) const {
  return impl_->file->read_seconds(flow);
}
void TrajectoryWriter::set_seconds(std::size_t flow, std::span<const double> seconds) {
  impl_->file->write_seconds(flow, seconds);
}

void TrajectoryWriter::set_solver(std::size_t flow, std::span<const Index> counts) {
  impl_->file->write_solver(flow, counts);
}

double TrajectoryWriter::since_commit() const {
  return std::chrono::duration<double>(Clock::now() - impl_->last_commit).count();
}

void TrajectoryWriter::commit(std::size_t flow, std::span<const std::byte> checkpoint) {
  impl_->file->sync();
  impl_->file->write_slot(
      flow, {++impl_->sequence[flow], impl_->rows[flow], {checkpoint.begin(), checkpoint.end()}});
  impl_->file->sync();
  impl_->write_counters(flow);
}

void TrajectoryWriter::finish(std::size_t flow, const Status& status) {
  impl_->file->sync();  // the rows that the counters and the status speak of come first
  impl_->write_counters(flow);
  impl_->write_status(flow, status);
  impl_->file->sync();
}

std::string TrajectoryWriter::close() {
  std::string untrimmed;
  try {
    if (Layout smaller = impl_->tight(); impl_->worth_trimming(smaller))
      impl_->rebuild(std::move(smaller));
  } catch (const StorageError& error) {
    untrimmed = fmt::format("rows in use could not be copied to a smaller file: {}", error.what());
  }
  impl_->file.reset();
  return untrimmed;
}

}  // namespace simclr_flow
