// H5MD as MDAnalysis reads it: one group of particles in R^3, observables in the rows of frames.
#include <algorithm>
#include <limits>

#include "array_rows.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "space_rows.hpp"

namespace simclr_flow {
namespace {

const std::string group = "particles/trajectory", position = group + "/position";

/// Quantities have no dimension; MDAnalysis wants units, and takes these as they are.
constexpr const char *length_unit = "Angstrom", *time_unit = "ps";

void write_head(ArrayFile& file) {
  file.make_group("h5md/author");
  file.make_group("h5md/creator");
  file.attribute("h5md", "version", std::vector<long long>{1, 1});
  file.attribute("h5md/author", "name", std::string("simclr-flow"));
  file.attribute("h5md/creator", "name", std::string("simclr-flow"));
  file.attribute("h5md/creator", "version", std::string(SIMCLR_FLOW_VERSION));
}

void write_positions(const ExportJob& job, const StoredSet& set, SpaceRows& space,
                     ArrayFile& file) {
  const std::vector<Index> rows = job.rows(set);
  file.make_group(group + "/box");
  file.attribute(group + "/box", "dimension", 3LL);
  file.attribute(group + "/box", "boundary", std::vector<std::string>(3, "none"));
  file.make(position + "/value", ArrayFile::Number::real, {std::ssize(rows), set.latents, 3});
  ArrayRows out(file, position + "/value");
  for (const Index k : rows) out.add(space.row(k));
  out.flush();
  write_list(file, position + "/time", ArrayFile::Number::real, picked(set.frames().time, rows));
  std::vector<long long> steps;
  for (const Index step : picked(set.frames().step, rows)) steps.push_back(step);
  write_list(file, position + "/step", ArrayFile::Number::integer, steps);
  file.attribute(position + "/value", "unit", std::string(length_unit));
  file.attribute(position + "/time", "unit", std::string(time_unit));
  if (!set.species.empty())
    write_list(file, group + "/species", ArrayFile::Number::label, as_integers(set.species));
  if (!space.projection()) return;
  file.attribute(position, "projection", space.note());
  file.attribute(position, "variance_share", space.projection()->share);
}

/// For each frame the row of a track at its time, or -1.
std::vector<Index> rows_at(const StoredClock& clock, const std::vector<double>& times) {
  std::vector<Index> rows;
  for (const double time : times) {
    const auto found = std::ranges::lower_bound(clock.time, time);
    const bool there = found != clock.time.end() && *found == time;
    rows.push_back(there ? found - clock.time.begin() : -1);
  }
  return rows;
}

/// An observable in the rows of the frames: NaN where it has none.
void write_observable(const ExportJob& job, const StoredSet& set, const StoredSeries& series,
                      const std::vector<Index>& rows, ArrayFile& file) {
  const std::string home = "observables/" + series.name;
  std::vector<Index> extents{std::ssize(rows)};
  extents.insert(extents.end(), series.extents.begin(), series.extents.end());
  file.make(home + "/value", ArrayFile::Number::real, extents);
  file.link(position + "/step", home + "/step");
  file.link(position + "/time", home + "/time");
  RowReader reader(job.run, series, std::ssize(set.clocks.at(series.track).time));
  const std::vector<double> none(static_cast<std::size_t>(series.size()),
                                 std::numeric_limits<double>::quiet_NaN());
  ArrayRows out(file, home + "/value");
  for (const Index k : rows) out.add(k < 0 ? std::span<const double>(none) : reader.row(k));
  out.flush();
}

ExportReport write_h5md3d(const ExportJob& job) {
  const StoredSet& set = *job.sets.front();
  const std::vector<double> times = picked(set.frames().time, job.rows(set));
  SpaceRows space(job.run, set);
  ExportReport report{{job.output}, {}};
  if (space.projection()) report.notes.push_back(set.name + ": " + space.note());
  replace_file(job.output, job.force, [&](const std::string& name) {
    ArrayFile file(name);
    write_head(file);
    write_positions(job, set, space, file);
    for (const StoredSeries& series : set.observables)
      write_observable(job, set, series, rows_at(set.clocks.at(series.track), times), file);
    file.close();
  });
  return report;
}

}  // namespace

ExportFormat h5md3d_format() {
  return {"h5md3d", ".h5md", "one flow in R^3 with its observables, after H5MD: MDAnalysis", true,
          write_h5md3d};
}

}  // namespace simclr_flow
