// Text for pandas, R and spreadsheets.
#include <fmt/format.h>

#include <algorithm>

#include "byte_file.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/replace_file.hpp"

namespace simclr_flow {
namespace {

struct CsvColumns {
  Index dim = 0;
  bool angle = false;
};

CsvColumns csv_columns(const ExportJob& job) {
  CsvColumns columns;
  for (const StoredSet* set : job.sets) {
    columns.dim = std::max(columns.dim, set->ambient_dim);
    columns.angle = columns.angle || set->angle;
  }
  return columns;
}

std::string csv_header(const CsvColumns& columns) {
  std::string header = "flow,frame,time,latent,label";
  for (Index c = 1; c <= columns.dim; ++c) header += fmt::format(",x{}", c);
  return header + (columns.angle ? ",angle\n" : "\n");
}

/// The lines of one frame.
std::string csv_frame(const StoredSet& set, const CsvColumns& columns, Index row,
                      std::span<const double> position, std::span<const double> angle) {
  fmt::memory_buffer text;
  const auto to = std::back_inserter(text);
  const double time = set.frames().time[static_cast<std::size_t>(row)];
  const auto dim = static_cast<std::size_t>(set.ambient_dim);
  for (std::size_t i = 0; i < static_cast<std::size_t>(set.latents); ++i) {
    fmt::format_to(to, "{},{},{},{},", set.name, row, time, i);
    if (!set.species.empty()) fmt::format_to(to, "{}", set.species[i]);
    for (std::size_t c = 0; c < static_cast<std::size_t>(columns.dim); ++c)
      if (c < dim)
        fmt::format_to(to, ",{}", position[i * dim + c]);
      else
        text.push_back(',');
    if (!angle.empty()) fmt::format_to(to, ",{}", angle[i]);
    if (angle.empty() && columns.angle) text.push_back(',');
    text.push_back('\n');
  }
  return fmt::to_string(text);
}

void write_csv_set(const ExportJob& job, const StoredSet& set, const CsvColumns& columns,
                   ByteFile& out) {
  const Index committed = std::ssize(set.frames().time);
  RowReader position(job.run, set.position, committed);
  std::optional<RowReader> angle;
  if (set.angle) angle.emplace(job.run, *set.angle, committed);
  for (const Index row : job.rows(set))
    out.write(csv_frame(set, columns, row, position.row(row),
                        angle ? angle->row(row) : std::span<const double>()));
}

ExportReport write_csv(const ExportJob& job) {
  const CsvColumns columns = csv_columns(job);
  replace_file(job.output, job.force, [&](const std::string& name) {
    ByteFile out(name);
    out.write(csv_header(columns));
    for (const StoredSet* set : job.sets) write_csv_set(job, *set, columns, out);
    out.close();
  });
  return {{job.output}, {}};
}

}  // namespace

ExportFormat csv_format() {
  return {"csv", ".csv",
          "a table of text, a row per flow, frame and latent: pandas, R, spreadsheets", false,
          write_csv};
}

}  // namespace simclr_flow
