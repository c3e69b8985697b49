#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "file_format.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "table_reading.hpp"

namespace simclr_flow {
namespace {

std::string name_of(const std::string& file) { return fmt::format("data file '{}'", file); }

std::string source_of(const char* format, const std::string& file) {
  return fmt::format("{} {}", format, shown(std::filesystem::path(file).filename().string()));
}

/// "setosa = 0, versicolor = 1, ...".
std::string numbered(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (std::size_t k = 0; k < words.size() && k < 80; ++k)
    all.push_back(fmt::format("{} = {}", shown(words[k]), k));
  return shown(fmt::format("{}", fmt::join(all, ", ")));
}

const CsvTable::Text* words_of(const CsvTable& table, Index column) {
  const auto found = std::ranges::find(table.texts, column, &CsvTable::Text::column);
  return found == table.texts.end() ? nullptr : &*found;
}

/// Numbers of a column as labels; `what` names them in messages.
ItemLabels labels_of(const std::string& what, const CsvTable& table, Index column) {
  ItemLabels labels{.integers = integer_labels(what, table.values.row(column))};
  if (const CsvTable::Text* text = words_of(table, column)) labels.words = text->words;
  return labels;
}

/// Takes the column out of the table's points.
ItemLabels split_off(CsvTable& table, Index column, const std::string& file) {
  const Index width = table.values.rows();
  if (width == 1)
    throw InputError(fmt::format("data file '{}' has no coordinates beside its labels", file));
  const std::string label = table.label(column);
  ItemLabels labels = labels_of(fmt::format("labels {} of '{}'", label, file), table, column);
  labels.understood = fmt::format("labels in column {}{}", label,
                                  labels.words.empty() ? "" : ": " + numbered(labels.words));
  Points coordinates(width - 1, table.values.cols());
  coordinates << table.values.topRows(column), table.values.bottomRows(width - 1 - column);
  table.values = std::move(coordinates);
  std::erase_if(table.texts,
                [column](const CsvTable::Text& text) { return text.column == column; });
  return labels;
}

Index column_named(const CsvTable& table, const std::string& name, const std::string& file) {
  const Index column = table.column(name), width = table.values.rows() + Index{table.index};
  if (column < 0)
    throw InputError(fmt::format(
        "data file '{}' has no column '{}'; {}", file, shown(name),
        table.names.empty() ? fmt::format("it has no header: columns are numbered 1 to {}", width)
                            : fmt::format("there are: {}",
                                          shown(fmt::format("{}", fmt::join(table.names, ", "))))));
  if (std::ranges::count(table.names, name) > 1)
    throw InputError(fmt::format(
        "data file '{}' has several columns '{}': tell the one of labels by its number, 1 to {}",
        file, shown(name), width));
  return column;
}

/// Throws InputError if a column of words is left: coordinates are numbers.
void require_numbers(const CsvTable& table, const std::string& file, const char* way) {
  if (table.texts.empty()) return;
  const CsvTable::Text& text = table.texts.front();
  if (!text.doubt.empty()) throw InputError(text.doubt);
  throw InputError(fmt::format("data file '{}' has words in column {}, such as '{}': {}", file,
                               table.label(text.column), shown(text.words.front()), way));
}

/// Labels of a file; none of no file.
ItemLabels labels_given(const std::string& path) {
  return path.empty() ? ItemLabels{} : labels_of_file(path);
}

/// The column of words of a table that has one, and coordinates beside it; else -1.
Index only_words(const CsvTable& table) {
  if (table.texts.size() != 1 || table.values.rows() == 1 || !table.texts[0].doubt.empty())
    return -1;
  return table.texts[0].column;
}

/// The first column that is named as labels are and holds few whole numbers; -1 if there is none.
Index column_like_labels(const CsvTable& table) {
  constexpr std::array<std::string_view, 7> names{"label",  "labels",  "class",   "classes",
                                                  "target", "species", "category"};
  constexpr double most = 1000;
  for (std::size_t k = 0; k < table.names.size(); ++k) {
    const auto row = table.values.row(static_cast<Index>(k)).array();
    if (std::ranges::count(names, table.names[k]) > 0 && (row == row.round()).all() &&
        row.abs().maxCoeff() < most)
      return static_cast<Index>(k);
  }
  return -1;
}

/// What to say of a column of integers that may be meant for labels.
std::string told_of_integers(const CsvTable& table) {
  const Index column = column_like_labels(table);
  if (column < 0) return "";
  const std::string name = shown(table.names[static_cast<std::size_t>(column)]);
  return fmt::format(
      "; column '{0}' of integers is taken as a coordinate: label_column = \"{0}\" "
      "makes them labels",
      name);
}

}  // namespace

ItemLabels labels_of_file(const std::string& path) {
  const std::string what = fmt::format("labels '{}'", path);
  InputBytes in(path);
  if (format_of(in) == FileFormat::npy) return {.integers = integer_labels(what, read_npy(in, {}))};
  const CsvTable table = read_csv(in);
  if (table.values.rows() != 1) integer_labels(what, table.values);  // which refuses
  ItemLabels labels = labels_of(what, table, 0);
  labels.understood =
      fmt::format("labels in {}: {}", shown_name(path),
                  labels.words.empty() ? table.understood() : numbered(labels.words));
  return labels;
}

Items csv_items(const std::string& file, const std::string& labels,
                const std::string& label_column) {
  CsvTable table = read_csv_table(file);
  const bool asked = !labels.empty() || !label_column.empty();
  const std::string understood =
      table.understood() + (asked || only_words(table) >= 0 ? "" : told_of_integers(table));
  const Index column = !label_column.empty() ? column_named(table, label_column, file)
                       : labels.empty()      ? only_words(table)
                                             : -1;
  if (column < 0)
    require_numbers(table, file, "name the one of labels as label_column, and leave others out");
  ItemLabels found = column < 0 ? labels_given(labels) : split_off(table, column, file);
  require_numbers(table, file, "coordinates are numbers, and labels in one column");
  found.understood =
      fmt::format("{}{}{}", understood, found.understood.empty() ? "" : "; ", found.understood);
  return table_items(name_of(file), std::move(table.values), std::move(found),
                     source_of("CSV", file));
}

PointsFile read_points_file(const std::string& file, const ArrayAxes& asked) {
  InputBytes in(file);
  if (format_of(in) == FileFormat::npy) return {read_npy(in, asked), ""};
  CsvTable table = read_csv(in);
  std::string taken = table.understood();
  const bool plain = table.names.empty() && table.layout.find("decimal") == std::string::npos;
  const Index words = only_words(table);
  if (words >= 0) taken += fmt::format("; {}, left out", split_off(table, words, file).understood);
  require_numbers(table, file, "leave it out");
  return {std::move(table.values), plain && words < 0 ? "" : taken, words >= 0};
}

Items npy_items(const std::string& file, const std::string& labels, const ArrayAxes& asked) {
  return table_items(name_of(file), read_npy_points(file, asked), labels_given(labels),
                     source_of("NPY", file));
}

}  // namespace simclr_flow
