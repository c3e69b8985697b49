// VTK's own HDF5 format, an UnstructuredGrid of vertices. Source: VTK's specification of VTKHDF,
// version 2.0 of files with steps, 1.0 of one frame, which differs in nothing else.
#include <numeric>

#include "array_rows.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "space_rows.hpp"

namespace simclr_flow {
namespace {

using Number = ArrayFile::Number;
using Integers = std::vector<long long>;

const std::string root = "VTKHDF", steps = root + "/Steps";

/// 0, by, 2 by, ...: so many numbers.
Integers ascending(Index count, Index by = 1) {
  Integers all(static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < all.size(); ++k) all[k] = static_cast<long long>(k) * by;
  return all;
}

/// One part per step, and one vertex per latent, the same ones at every step.
void write_vertices(ArrayFile& file, Index latents, Index frames) {
  const Integers counts(static_cast<std::size_t>(frames), latents);
  for (const char* name : {"NumberOfPoints", "NumberOfCells", "NumberOfConnectivityIds"})
    write_list(file, root + "/" + name, Number::integer, counts);
  write_list(file, root + "/Connectivity", Number::integer, ascending(latents));
  write_list(file, root + "/Offsets", Number::integer, ascending(latents + 1));
  write_list(file, root + "/Types", Number::byte, Integers(static_cast<std::size_t>(latents), 1));
}

/// Where each step begins: in points and angles on its own, in all else with the first.
void write_steps(ArrayFile& file, const StoredSet& set, const std::vector<double>& times,
                 bool projected) {
  const Index count = std::ssize(times);
  const Integers none(times.size(), 0), own = ascending(count, set.latents);
  file.make_group(steps);
  file.attribute(steps, "NSteps", static_cast<long long>(count));
  write_list(file, steps + "/Values", Number::real, times);
  write_list(file, steps + "/PartOffsets", Number::integer, ascending(count));
  write_list(file, steps + "/NumberOfParts", Number::integer, Integers(times.size(), 1));
  write_list(file, steps + "/PointOffsets", Number::integer, own);
  for (const char* name : {"/CellOffsets", "/ConnectivityIdOffsets"}) {
    file.make(steps + name, Number::integer, {count, 1});
    file.write(steps + name, 0, std::span<const long long>(none));
  }
  if (set.angle) write_list(file, steps + "/PointDataOffsets/angle", Number::integer, own);
  if (!set.species.empty())
    write_list(file, steps + "/PointDataOffsets/label", Number::integer, none);
  if (projected)
    write_list(file, steps + "/FieldDataOffsets/variance_share", Number::integer, none);
}

void write_points(const ExportJob& job, const StoredSet& set, SpaceRows& space,
                  const std::vector<Index>& rows, ArrayFile& file) {
  const Index all = std::ssize(rows) * set.latents;
  file.make(root + "/Points", Number::real, {all, 3});
  ArrayRows points(file, root + "/Points");
  for (const Index k : rows) points.add(space.row(k), set.latents);
  points.flush();
  if (!set.species.empty())
    write_list(file, root + "/PointData/label", Number::label, as_integers(set.species));
  if (!set.angle) return;
  file.make(root + "/PointData/angle", Number::real, {all});
  RowReader reader(job.run, *set.angle, std::ssize(set.frames().time));
  ArrayRows angles(file, root + "/PointData/angle");
  for (const Index k : rows) angles.add(reader.row(k), set.latents);
  angles.flush();
}

void fill_vtkhdf(const ExportJob& job, const StoredSet& set, SpaceRows& space, ArrayFile& file) {
  const std::vector<Index> rows = job.rows(set);
  const std::vector<double> times = picked(set.frames().time, rows);
  const bool has_steps = rows.size() > 1;
  file.make_group(root);
  file.attribute(root, "Version", has_steps ? Integers{2, 0} : Integers{1, 0});
  file.attribute(root, "Type", std::string("UnstructuredGrid"), ArrayFile::Text::fixed);
  write_vertices(file, set.latents, std::ssize(rows));
  write_points(job, set, space, rows, file);
  if (space.projection())
    write_list(file, root + "/FieldData/variance_share", Number::real,
               std::vector<double>{space.projection()->share});
  if (has_steps)
    write_steps(file, set, times, space.projection().has_value());
  else
    write_list(file, root + "/FieldData/time", Number::real, times);
}

ExportReport write_vtkhdf(const ExportJob& job) {
  const StoredSet& set = *job.sets.front();
  SpaceRows space(job.run, set);
  ExportReport report{{job.output}, {}};
  if (space.projection()) report.notes.push_back(set.name + ": " + space.note());
  replace_file(job.output, job.force, [&](const std::string& name) {
    ArrayFile file(name);
    fill_vtkhdf(job, set, space, file);
    file.close();
  });
  return report;
}

}  // namespace

ExportFormat vtkhdf_format() {
  return {"vtkhdf", ".hdf",
          "one flow in R^3: ParaView 5.12 and later, of one frame (--row) 5.11 too", true,
          write_vtkhdf};
}

}  // namespace simclr_flow
