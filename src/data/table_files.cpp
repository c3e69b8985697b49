#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {
namespace {

void require_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    throw InputError(fmt::format("data file '{}' does not exist or is not a file", path));
}

std::vector<Index> read_labels(const std::string& path) {
  if (path.empty()) return {};
  require_file(path);
  return integer_labels(fmt::format("labels '{}'", path),
                        path.ends_with(".npy") ? read_npy_points(path) : read_csv_points(path));
}

std::string name_of(const std::string& file) { return fmt::format("data file '{}'", file); }

std::string source_of(const char* format, const std::string& file) {
  return fmt::format("{} {}", format, std::filesystem::path(file).filename().string());
}

/// Takes the column out of the table's points.
std::vector<Index> split_off(CsvTable& table, const std::string& name, const std::string& file) {
  const Index column = table.column(name), width = table.values.rows();
  if (column < 0)
    throw InputError(fmt::format(
        "data file '{}' has no column '{}'; {}", file, name,
        table.names.empty() ? fmt::format("it has no header: columns are numbered 1 to {}", width)
                            : fmt::format("there are: {}", fmt::join(table.names, ", "))));
  if (std::ranges::count(table.names, name) > 1)
    throw InputError(fmt::format(
        "data file '{}' has several columns '{}': tell the one of labels by its number, 1 to {}",
        file, name, width));
  if (width == 1)
    throw InputError(fmt::format("data file '{}' has no coordinates beside its labels", file));
  auto labels =
      integer_labels(fmt::format("labels '{}' of '{}'", name, file), table.values.row(column));
  Points coordinates(width - 1, table.values.cols());
  coordinates << table.values.topRows(column), table.values.bottomRows(width - 1 - column);
  table.values = std::move(coordinates);
  return labels;
}

}  // namespace

Items csv_items(const std::string& file, const std::string& labels,
                const std::string& label_column) {
  require_file(file);
  CsvTable table = read_csv_table(file);
  auto integers = label_column.empty() ? read_labels(labels) : split_off(table, label_column, file);
  return table_items(name_of(file), std::move(table.values), std::move(integers),
                     source_of("CSV", file));
}

Items npy_items(const std::string& file, const std::string& labels) {
  require_file(file);
  return table_items(name_of(file), read_npy_points(file), read_labels(labels),
                     source_of("NPY", file));
}

}  // namespace simclr_flow
