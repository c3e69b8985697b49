#include "simclr_flow/sweep/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace simclr_flow {
namespace {

using Row = std::vector<std::string>;

bool has_value(const Cell& cell) {
  const auto* number = std::get_if<double>(&cell.value);
  return number ? std::isfinite(*number) : cell.value.index() != 0;
}

std::vector<std::string> columns_of(const std::vector<PointResult>& results) {
  std::vector<std::string> columns;
  std::set<std::string> seen, with_values;
  for (const PointResult& result : results)
    for (const Cell& cell : result.cells) {
      if (seen.insert(cell.column).second) columns.push_back(cell.column);
      if (has_value(cell)) with_values.insert(cell.column);
    }
  std::erase_if(columns, [&](const std::string& name) { return !with_values.contains(name); });
  return columns;
}

Row header_of(const Grid& grid, const std::vector<std::string>& columns) {
  Row header{"index"};
  for (const Axis& axis : grid.axes()) header.push_back(axis.key);
  header.emplace_back("state");
  header.insert(header.end(), columns.begin(), columns.end());
  return header;
}

/// How much of a value is written: exact for programs, short for people.
enum class Digits { all, few };

std::string text_of(const Cell& cell, Digits digits) {
  const auto* number = std::get_if<double>(&cell.value);
  const auto* word = std::get_if<std::string>(&cell.value);
  if (!number) return word ? *word : "";
  if (!std::isfinite(*number)) return "";  // no value
  return digits == Digits::all ? fmt::format("{}", *number) : fmt::format("{:.4g}", *number);
}

std::string text_of(const AxisValue& value, Digits digits) {
  const bool shorten = digits == Digits::few && value.is_number && value.label.size() > 12;
  return shorten ? fmt::format("{:.6g}", std::stod(value.text)) : value.label;
}

Row row_of(const Grid& grid, Index point, const PointResult& result,
           const std::vector<std::string>& columns, Digits digits) {
  Row row{fmt::format("{}", point)};
  for (const AxisValue& value : grid.values(point)) row.push_back(text_of(value, digits));
  row.emplace_back(state_name(result.state));
  for (const std::string& column : columns) {
    const auto cell = std::ranges::find(result.cells, column, &Cell::column);
    row.push_back(cell == result.cells.end() ? "" : text_of(*cell, digits));
  }
  return row;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string all = "\"";
  for (const char c : text) all.append(c == '"' ? 2 : 1, c);
  all.push_back('"');
  return all;
}

void add_csv(const Row& row, std::string& out) {
  for (std::size_t k = 0; k < row.size(); ++k) out.append(k ? "," : "").append(quoted(row[k]));
  out += '\n';
}

/// Columns without those that have one word in all rows: it tells nothing.
std::vector<std::string> telling_columns(const std::vector<PointResult>& results) {
  std::vector<std::string> columns = columns_of(results);
  std::erase_if(columns, [&](const std::string& name) {
    std::set<std::string> words;
    for (const PointResult& result : results)
      for (const Cell& cell : result.cells)
        if (cell.column == name)
          words.insert(std::holds_alternative<double>(cell.value) ? ""
                                                                  : text_of(cell, Digits::all));
    return words.size() == 1 && !words.contains("") && !is_absence(*words.begin());
  });
  return columns;
}

/// Widths that hold every row.
std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], row[k].size());
  return widths;
}

/// A header in two lines: what is before the last point of a name, and the rest.
std::vector<Row> two_lines(const Row& header) {
  std::vector<Row> lines(2);
  for (const std::string& name : header) {
    const std::size_t point = name.rfind('.');
    lines[0].push_back(point == std::string::npos ? "" : name.substr(0, point));
    lines[1].push_back(point == std::string::npos ? name : name.substr(point + 1));
  }
  return lines;
}

void add_line(const Row& row, const std::vector<std::size_t>& widths, std::string& out) {
  std::string line;
  for (std::size_t k = 0; k < row.size(); ++k)
    line += fmt::format("{}{:>{}}", k ? "  " : "", row[k], widths[k]);
  out += line + '\n';
}

}  // namespace

std::string csv_table(const Grid& grid, const std::vector<PointResult>& results) {
  const auto columns = columns_of(results);
  std::string out;
  add_csv(header_of(grid, columns), out);
  for (std::size_t k = 0; k < results.size(); ++k)
    add_csv(row_of(grid, static_cast<Index>(k), results[k], columns, Digits::all), out);
  return out;
}

std::string csv_of_cells(const std::vector<std::vector<Cell>>& rows) {
  std::string out;
  for (const std::vector<Cell>& cells : rows) {
    Row names, texts;
    for (const Cell& cell : cells) {
      names.push_back(cell.column);
      texts.push_back(text_of(cell, Digits::all));
    }
    if (out.empty()) add_csv(names, out);
    add_csv(texts, out);
  }
  return out;
}

std::string text_table(const Grid& grid, const std::vector<PointResult>& results, Index most_rows,
                       const std::string& rest) {
  const auto columns = telling_columns(results);
  std::vector<Row> rows = two_lines(header_of(grid, columns));
  const Index shown = std::min(std::ssize(results), most_rows);
  for (Index k = 0; k < shown; ++k)
    rows.push_back(row_of(grid, k, results[static_cast<std::size_t>(k)], columns, Digits::few));
  std::string out;
  const auto widths = widths_of(rows);
  for (const Row& row : rows) add_line(row, widths, out);
  if (shown < std::ssize(results))
    out += fmt::format("... and {} more, see {}\n", std::ssize(results) - shown, rest);
  return out;
}

}  // namespace simclr_flow
