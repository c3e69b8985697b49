// Arrays for NumPy.
#include "array_rows.hpp"
#include "simclr_flow/core/npy_header.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "zip_file.hpp"

namespace simclr_flow {
namespace {

std::vector<Index> with_rows_of(Index rows, const std::vector<Index>& row) {
  std::vector<Index> extents{rows};
  extents.insert(extents.end(), row.begin(), row.end());
  return extents;
}

/// Begins NAME.npy; its numbers are to follow.
void begin_array(ZipFile& zip, const std::string& name, std::string_view type,
                 const std::vector<Index>& extents) {
  const std::string header = npy_header(type, extents);
  std::uint64_t size = static_cast<std::uint64_t>(type.back() - '0');
  for (const Index extent : extents) size *= static_cast<std::uint64_t>(extent);
  zip.begin(name + ".npy", header.size() + size);
  zip.write(header);
}

/// A list of numbers whose type in NumPy has this name.
template <class T>
void write_npz_list(ZipFile& zip, const std::string& name, std::string_view type,
                    const std::vector<T>& values) {
  begin_array(zip, name, type, {std::ssize(values)});
  zip.write(
      std::string_view(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
  zip.end();
}

/// The rows of a series, as an array [rows][...].
void write_npz_rows(ZipFile& zip, const std::string& name, const RunRows& run,
                    const StoredSeries& series, Index committed, const std::vector<Index>& rows) {
  begin_array(zip, name, "<f8", with_rows_of(std::ssize(rows), series.extents));
  RowReader reader(run, series, committed);
  for (const Index k : rows) zip.write(reader.row(k));
  zip.end();
}

/// The observables of a set with all their rows, and the times of each track.
void write_npz_observables(ZipFile& zip, const RunRows& run, const StoredSet& set) {
  for (const auto& [track, clock] : set.clocks)
    if (track != track_name::frames) write_npz_list(zip, track + "_time", "<f8", clock.time);
  for (const StoredSeries& series : set.observables) {
    const Index committed = std::ssize(set.clocks.at(series.track).time);
    std::vector<Index> all(static_cast<std::size_t>(committed));
    for (Index k = 0; k < committed; ++k) all[static_cast<std::size_t>(k)] = k;
    write_npz_rows(zip, series.name, run, series, committed, all);
  }
}

ExportReport write_npz(const ExportJob& job) {
  const StoredSet& set = *job.sets.front();
  const std::vector<Index> rows = job.rows(set);
  const Index committed = std::ssize(set.frames().time);
  replace_file(job.output, job.force, [&](const std::string& name) {
    ZipFile zip(name);
    write_npz_list(zip, "time", "<f8", picked(set.frames().time, rows));
    write_npz_list(zip, "step", "<i8", picked(set.frames().step, rows));
    write_npz_list(zip, "frame", "<i8", rows);
    write_npz_rows(zip, "position", job.run, set.position, committed, rows);
    if (set.angle) write_npz_rows(zip, "angle", job.run, *set.angle, committed, rows);
    if (!set.species.empty()) write_npz_list(zip, "labels", "<i4", set.species);
    write_npz_observables(zip, job.run, set);
    zip.close();
  });
  return {{job.output}, {}};
}

}  // namespace

ExportFormat npz_format() {
  return {"npz", ".npz", "arrays of one flow with its observables by name: numpy.load", true,
          write_npz};
}

}  // namespace simclr_flow
