#include "simclr_flow/io/trajectory_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "layout_file.hpp"
#include "row_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {
namespace {

static_assert(std::endian::native == std::endian::little, "rows are written in little-endian");

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr double leave_untrimmed_above = 0.5e9;  // bytes

/// A temporary file beside the real one, removed unless it was renamed away.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& beside) : path(make_temporary_beside(beside)) {}
  ~TemporaryFile() { ::unlink(path.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path;
};

void create_in_place(const std::string& path, const Layout& layout) {
  const TemporaryFile temporary(path);
  try {
    create_layout_file(temporary.path, layout);
  } catch (const StorageError& error) {
    throw StorageError(fmt::format("output '{}' could not be laid out; is its disk full? ({})",
                                   path, error.what()));
  }
  rename_durably(temporary.path, path);
}

/// What stands in the way of replacing an existing file, or nothing.
std::string obstacle(const std::string& path, bool force) {
  std::error_code error;
  if (fs::is_directory(path, error)) return "is a folder, not a file";
  if (fs::is_symlink(path, error) && !fs::exists(path, error)) return "is a link to nothing";
  if (!fs::exists(path, error)) return "";
  if (!fs::is_regular_file(path, error)) return "is no ordinary file";
  if (!force) return "exists; --force replaces it";
  if (!is_trajectory_file(path)) return "exists and is no trajectory: --force replaces those only";
  return is_being_written(path) ? "is being written by another program" : "";
}

/// The room that a layout gives to a track of a flow.
Index& room(FlowLayout& flow, std::size_t track) {
  return track == 2 ? flow.weight_rows : flow.frames;
}

}  // namespace

std::string check_output(const std::string& given, bool force, double bytes) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(given, error);  // follows links to their target
  const std::string path = error ? given : resolved.string();
  const fs::path folder = fs::absolute(path).parent_path();
  if (!fs::is_directory(folder, error))
    throw InputError(
        fmt::format("output '{}': folder '{}' does not exist", given, folder.string()));
  if (const std::string why = obstacle(path, force); !why.empty())
    throw InputError(fmt::format("output '{}' {}", given, why));
  try {
    const TemporaryFile probe(path);
  } catch (const StorageError& refusal) {
    throw InputError(fmt::format("output '{}': {}", given, refusal.what()));
  }
  const fs::space_info space = fs::space(folder, error);
  if (!error && bytes > static_cast<double>(space.available))
    throw InputError(fmt::format("output '{}' needs {:.4g} MB, its disk has {:.4g} MB free", given,
                                 bytes / 1e6, static_cast<double>(space.available) / 1e6));
  return path;
}

struct TrajectoryWriter::Impl {
  Impl(const std::string& path, Layout given) : layout(std::move(given)) {
    create_in_place(path, layout);
    file = std::make_unique<RowFile>(path);
    offsets = find_offsets(path, layout);
    rows.resize(layout.flows.size());
    for (std::size_t f = 0; f < rows.size(); ++f) write_status(f, {});
    commit();
  }

  void write_status(std::size_t flow, const Status& status) {
    std::string outcome(outcome_name(status.outcome)),
        reason = status.reason.substr(0, reason_size);
    outcome.resize(status_size, '\0');
    reason.resize(reason_size, '\0');
    file->write(offsets[flow].status, outcome.data(), status_size);
    file->write(offsets[flow].reason, reason.data(), reason_size);
    statuses.resize(layout.flows.size());
    statuses[flow] = status;
  }

  /// Writes one row: `values[k]` is the row of series k, `sizes[k]` its number of doubles.
  void add_row(std::size_t flow, std::size_t track, Index step, double time,
               std::span<const double* const> values, std::span<const Index> sizes) {
    Index& row = rows[flow][track];
    if (row >= room(layout.flows[flow], track))
      throw std::logic_error("more rows than the layout has room for");
    const TrackOffsets& to = offsets[flow].tracks[track];
    const auto cell = [row](off_t start, Index size) { return start + row * size * 8; };
    for (std::size_t k = 0; k < values.size(); ++k)
      file->write(cell(to.values[k], sizes[k]), values[k], static_cast<std::size_t>(sizes[k]) * 8);
    const std::int64_t step64 = step;
    file->write(cell(to.step, 1), &step64, 8);
    file->write(cell(to.time, 1), &time, 8);
    ++row;
    uncommitted = true;
  }

  void commit_if_due() {
    if (uncommitted && Clock::now() - last_commit > std::chrono::seconds(1)) commit();
  }

  /// Rows first, then the counters that vouch for them.
  void commit() {
    file->sync();
    for (std::size_t f = 0; f < rows.size(); ++f)
      for (std::size_t k = 0; k < rows[f].size(); ++k) {
        if (room(layout.flows[f], k) == 0) continue;
        const std::int64_t count = rows[f][k];
        file->write(offsets[f].tracks[k].counter, &count, 8);
      }
    file->sync();
    uncommitted = false;
    last_commit = Clock::now();
  }

  bool has_unused_room() {
    for (std::size_t f = 0; f < rows.size(); ++f)
      for (std::size_t k = 0; k < rows[f].size(); ++k)
        if (rows[f][k] < room(layout.flows[f], k)) return true;
    return false;
  }

  bool worth_trimming() {
    const bool interrupted = std::ranges::any_of(
        statuses, [](const Status& s) { return s.outcome == Outcome::interrupted; });
    return has_unused_room() && !(interrupted && layout.bytes() > leave_untrimmed_above);
  }

  /// A new file with just the rows in use, written beside the old one and renamed over it.
  void trim() {
    Layout tight = layout;
    for (std::size_t f = 0; f < rows.size(); ++f) {
      FlowLayout& flow = tight.flows[f];
      flow.frames = std::max({rows[f][0], rows[f][1], Index{1}});
      if (flow.weights > 0) flow.weight_rows = std::max<Index>(rows[f][2], 1);
    }
    const std::string path = file->path();
    const TemporaryFile temporary(path);
    create_layout_file(temporary.path, tight);
    const auto old_file = std::exchange(file, std::make_unique<RowFile>(temporary.path));
    const auto old_offsets = std::exchange(offsets, find_offsets(temporary.path, tight));
    layout = std::move(tight);
    for (std::size_t f = 0; f < rows.size(); ++f) {
      write_status(f, Status(statuses[f]));
      for (std::size_t k = 0; k < rows[f].size(); ++k) copy_track(*old_file, old_offsets, f, k);
    }
    commit();
    rename_durably(temporary.path, path);
  }

  void copy_track(const RowFile& from, const std::vector<FlowOffsets>& at, std::size_t flow,
                  std::size_t track) {
    const Track shape = tracks(layout.flows[flow])[track];
    const TrackOffsets& old_at = at[flow].tracks[track];
    const TrackOffsets& new_at = offsets[flow].tracks[track];
    const Index count = rows[flow][track];
    if (count == 0) return;
    copy(from, old_at.step, new_at.step, count);
    copy(from, old_at.time, new_at.time, count);
    for (std::size_t k = 0; k < shape.series.size(); ++k) {
      Index size = count;
      for (const Index extent : shape.row_extents[k]) size *= extent;
      copy(from, old_at.values[k], new_at.values[k], size);
    }
  }

  void copy(const RowFile& from, off_t old_offset, off_t new_offset, Index count) {
    std::vector<double> block(1 << 20);  // eight-byte words of any type
    for (Index done = 0; done < count;) {
      const Index now = std::min<Index>(count - done, std::ssize(block));
      const auto bytes = static_cast<std::size_t>(now) * 8;
      from.read(old_offset + done * 8, block.data(), bytes);
      file->write(new_offset + done * 8, block.data(), bytes);
      done += now;
    }
  }

  Layout layout;
  std::unique_ptr<RowFile> file;
  std::vector<FlowOffsets> offsets;
  std::vector<std::array<Index, 3>> rows;
  std::vector<Status> statuses;
  bool uncommitted = false;
  Clock::time_point last_commit;
};

TrajectoryWriter::TrajectoryWriter(const std::string& path, Layout layout)
    : impl_(std::make_unique<Impl>(path, std::move(layout))) {}
TrajectoryWriter::~TrajectoryWriter() = default;

void TrajectoryWriter::add_frame(std::size_t flow, Index step, double time, const Points& latents,
                                 const Points& angles) {
  const double* values[] = {latents.data(), angles.data()};
  const Index sizes[] = {latents.size(), angles.size()};
  const std::size_t series = impl_->layout.flows[flow].angle ? 2 : 1;
  impl_->add_row(flow, 0, step, time, {values, series}, {sizes, series});
}

void TrajectoryWriter::add_observables(std::size_t flow, Index step, double time,
                                       std::span<const double> values) {
  std::vector<const double*> each;
  for (const double& value : values) each.push_back(&value);
  impl_->add_row(flow, 1, step, time, each, std::vector<Index>(values.size(), 1));
}

void TrajectoryWriter::add_weights(std::size_t flow, Index step, double time,
                                   const State& weights) {
  const double* values[] = {weights.data()};
  const Index sizes[] = {weights.size()};
  impl_->add_row(flow, 2, step, time, values, sizes);
}

void TrajectoryWriter::finish(std::size_t flow, const Status& status) {
  impl_->commit();  // the rows that the status speaks of come first
  impl_->write_status(flow, status);
  impl_->file->sync();
}

void TrajectoryWriter::commit() { impl_->commit(); }
void TrajectoryWriter::commit_if_due() { impl_->commit_if_due(); }

std::string TrajectoryWriter::close() {
  impl_->commit();
  std::string untrimmed;
  try {
    if (impl_->worth_trimming()) impl_->trim();
  } catch (const StorageError& error) {
    untrimmed = fmt::format("rows in use could not be copied to a smaller file: {}", error.what());
  }
  impl_->file.reset();
  return untrimmed;
}

}  // namespace simclr_flow
