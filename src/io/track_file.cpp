#include "track_file.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

static_assert(std::endian::native == std::endian::little, "rows are written in little-endian");

constexpr std::size_t word = 8;  // bytes of every number in a row

off_t cell(off_t start, Index row, Index size) {
  return start + static_cast<off_t>(row * size) * static_cast<off_t>(word);
}

}  // namespace

TrackFile::TrackFile(const std::string& path, Layout layout)
    : layout_(std::move(layout)), file_(path), offsets_(find_offsets(path, layout_)) {}

void TrackFile::write_row(std::size_t flow, std::size_t track, Index row, Index step, double time,
                          std::span<const double> values) {
  const TrackLayout& shape = layout_.flows[flow].tracks[track];
  if (std::ssize(values) != shape.size())
    throw std::logic_error("a row of '" + shape.name + "' does not have the numbers laid out");
  const TrackOffsets& to = offsets_.flows[flow].tracks[track];
  const double* next = values.data();
  for (std::size_t k = 0; k < shape.series.size(); ++k) {
    const Index size = shape.series[k].size();
    file_.write(cell(to.values[k], row, size), next, static_cast<std::size_t>(size) * word);
    next += size;
  }
  const std::int64_t step64 = step;
  file_.write(cell(to.step, row, 1), &step64, word);
  file_.write(cell(to.time, row, 1), &time, word);
}

void TrackFile::write_counters(std::size_t flow, const TrackRows& counts) {
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const std::int64_t count = counts[k];
    file_.write(offsets_.flows[flow].tracks[k].counter, &count, word);
  }
}

TrackRows TrackFile::read_counters(std::size_t flow) const {
  TrackRows counts;
  for (const TrackOffsets& track : offsets_.flows[flow].tracks)
    file_.read(track.counter, &counts.emplace_back(), word);
  return counts;
}

std::size_t TrackFile::slot_bytes(std::size_t flow) const {
  const FlowLayout& layout = layout_.flows[flow];
  return slot_size(layout.tracks.size(), layout.checkpoint_size);
}

void TrackFile::write_slot(std::size_t flow, const CheckpointSlot& slot) {
  const auto bytes = encode(slot);
  if (bytes.size() != slot_bytes(flow))
    throw std::logic_error("a checkpoint does not have the size that was laid out");
  const auto which = static_cast<off_t>(slot.sequence % 2 * bytes.size());
  file_.write(offsets_.flows[flow].slots + which, bytes.data(), bytes.size());
}

std::optional<CheckpointSlot> TrackFile::read_slot(std::size_t flow) const {
  std::optional<CheckpointSlot> newest;
  const std::size_t size = slot_bytes(flow), tracks = layout_.flows[flow].tracks.size();
  std::vector<std::byte> bytes(size);
  for (const std::size_t which : {0u, 1u}) {
    file_.read(offsets_.flows[flow].slots + static_cast<off_t>(which * size), bytes.data(), size);
    auto slot = decode(bytes);
    if (slot && slot->rows.size() == tracks && (!newest || slot->sequence > newest->sequence))
      newest = std::move(slot);
  }
  return newest;
}

void TrackFile::write_status(std::size_t flow, const Status& status) {
  std::string outcome(outcome_name(status.outcome)),
      reason = ascii(status.reason).substr(0, reason_size);
  outcome.resize(status_size, '\0');
  reason.resize(reason_size, '\0');
  // The outcome last: a flow that is done has its sentence.
  file_.write(offsets_.flows[flow].reason, reason.data(), reason_size);
  file_.sync();
  file_.write(offsets_.flows[flow].status, outcome.data(), status_size);
}

std::string TrackFile::read_outcome(std::size_t flow) const {
  std::string outcome(status_size, '\0');
  file_.read(offsets_.flows[flow].status, outcome.data(), status_size);
  return outcome.c_str();
}

void TrackFile::write_restarts(std::size_t flow, Index restarts) {
  file_.write(offsets_.flows[flow].restarts, &restarts, word);
}
Index TrackFile::read_restarts(std::size_t flow) const {
  Index restarts = 0;
  file_.read(offsets_.flows[flow].restarts, &restarts, word);
  return restarts;
}

void TrackFile::write_warning(std::size_t flow, std::size_t kind, Index count, double worst) {
  file_.write(offsets_.flows[flow].warning_counts[kind], &count, word);
  file_.write(offsets_.flows[flow].warning_worsts[kind], &worst, word);
}

namespace {

/// Words at these offsets, but for those that the file lacks.
template <class Word>
void write_words(RowFile& file, const std::vector<off_t>& offsets, std::span<const Word> words) {
  for (std::size_t k = 0; k < words.size(); ++k)
    if (offsets[k]) file.write(offsets[k], &words[k], word);
}
template <class Word>
std::vector<Word> read_words(const RowFile& file, const std::vector<off_t>& offsets) {
  std::vector<Word> words;
  for (const off_t offset : offsets)
    if (words.push_back(0); offset) file.read(offset, &words.back(), word);
  return words;
}

}  // namespace

void TrackFile::write_seconds(std::size_t flow, std::span<const double> seconds) {
  write_words(file_, offsets_.flows[flow].seconds, seconds);
}
std::vector<double> TrackFile::read_seconds(std::size_t flow) const {
  return read_words<double>(file_, offsets_.flows[flow].seconds);
}
void TrackFile::write_solver(std::size_t flow, std::span<const Index> counts) {
  write_words(file_, offsets_.flows[flow].solver, counts);
}
std::vector<Index> TrackFile::read_solver(std::size_t flow) const {
  return read_words<Index>(file_, offsets_.flows[flow].solver);
}

void TrackFile::note_resume(const std::string& line) {
  std::string record(resumed_size, '\0');
  file_.read(offsets_.resumed, record.data(), resumed_size);
  record = std::string(record.c_str()) + ascii(line).substr(0, resumed_size - 1) + "\n";
  while (record.size() > resumed_size) record.erase(0, record.find('\n') + 1);
  record.resize(resumed_size, '\0');
  file_.write(offsets_.resumed, record.data(), resumed_size);
}

void TrackFile::copy(const TrackFile& from, const RowCounts& rows) {
  copy_bytes(from, from.offsets_.resumed, offsets_.resumed, resumed_size);
  for (std::size_t f = 0; f < rows.size(); ++f) {
    const FlowOffsets &there = from.offsets_.flows[f], &here = offsets_.flows[f];
    copy_bytes(from, there.status, here.status, status_size);
    copy_bytes(from, there.reason, here.reason, reason_size);
    copy_bytes(from, there.restarts, here.restarts, word);
    copy_bytes(from, there.slots, here.slots, 2 * slot_bytes(f));
    write_seconds(f, from.read_seconds(f));
    write_solver(f, from.read_solver(f));
    for (std::size_t w = 0; w < here.warning_counts.size(); ++w) {
      copy_bytes(from, there.warning_counts[w], here.warning_counts[w], word);
      copy_bytes(from, there.warning_worsts[w], here.warning_worsts[w], word);
    }
    for (std::size_t k = 0; k < rows[f].size(); ++k) copy_track(from, f, k, rows[f][k]);
  }
}

void TrackFile::copy_track(const TrackFile& from, std::size_t flow, std::size_t track, Index rows) {
  if (rows == 0) return;
  const TrackLayout& shape = layout_.flows[flow].tracks[track];
  if (rows > shape.rows) throw std::logic_error("a track is too small");
  const TrackOffsets &there = from.offsets_.flows[flow].tracks[track],
                     &here = offsets_.flows[flow].tracks[track];
  const auto bytes = static_cast<std::size_t>(rows) * word;
  copy_bytes(from, there.step, here.step, bytes);
  copy_bytes(from, there.time, here.time, bytes);
  for (std::size_t k = 0; k < shape.series.size(); ++k)
    copy_bytes(from, there.values[k], here.values[k],
               bytes * static_cast<std::size_t>(shape.series[k].size()));
}

void TrackFile::copy_bytes(const TrackFile& from, off_t there, off_t here, std::size_t bytes) {
  std::vector<std::byte> block(std::min<std::size_t>(bytes, 1 << 23));
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t now = std::min(bytes - done, block.size());
    from.file_.read(there + static_cast<off_t>(done), block.data(), now);
    file_.write(here + static_cast<off_t>(done), block.data(), now);
    done += now;
  }
}

}  // namespace simclr_flow
