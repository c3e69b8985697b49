#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "csv_columns.hpp"
#include "csv_header.hpp"
#include "file_format.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "table_reading.hpp"

namespace simclr_flow {
namespace {

/// Lines that are no comment and not empty.
class CsvLines {
 public:
  explicit CsvLines(InputBytes& in) : in_(in) {}

  /// False at the end of the file.
  bool next(std::string& line) {
    while (in_.take_line(line)) {
      if (++number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // UTF-8's mark
      if (!line.starts_with('#') && line.find_first_not_of(" \t\r") != std::string::npos)
        return true;
    }
    return false;
  }
  Index number() const { return number_; }  ///< of the line, from 1

 private:
  InputBytes& in_;
  Index number_ = 0;
};

[[noreturn]] void refuse_without_points(const InputBytes& in, const Word& name) {
  in.refuse(fmt::format("holds no points: its only row, with the name '{}', is a header",
                        shown(name.text)));
}

/// The table of a file whose only row this is.
CsvTable table_of_one_row(const InputBytes& in, const std::string& line, Index number) {
  const Separator separator = separator_of({line});
  const Words words = words_of(line, separator, place(in.file(), number));
  for (const Word& word : words)
    if (is_name(word, separator)) refuse_without_points(in, word);
  CsvColumns columns(in.file(), separator, 0);
  columns.add(words, number);
  return columns.table();
}

/// Of words alone, a first row that does not recur names the columns.
void take_header_of_words(CsvColumns& columns, CsvHeader& header, const Words& first) {
  if (header.is_one || columns.has_numbers() || !columns.first_row_may_name()) return;
  columns.drop_first_row();
  header = {true, false, false, unquoted(first, 0)};
}

}  // namespace

Index CsvTable::column(const std::string& name) const {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return found - names.begin();
  Index number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc{} && end == name.data() + name.size();
  const Index column = number - 1 - Index{index};
  return whole && column >= 0 && column < values.rows() ? column : -1;
}

std::string CsvTable::label(Index column) const {
  return names.empty() ? fmt::format("{}", column + 1 + Index{index})
                       : fmt::format("'{}'", shown(names[static_cast<std::size_t>(column)]));
}

std::string CsvTable::understood() const {
  const std::string header =
      names.empty() ? "no header"
      : numbered    ? fmt::format("header 0 ... {}", names.size() - 1)
                    : fmt::format("header {}", shown(fmt::format("{}", fmt::join(names, ", "))));
  return fmt::format("{}; {}{}", layout, header, index ? "; first column an index, left out" : "");
}

CsvTable read_csv(InputBytes& in) {
  require_format(in, FileFormat::text);
  CsvLines lines(in);
  std::string first, line;
  if (!lines.next(first)) in.refuse("holds no points");
  FirstRows rows{.first_line = lines.number(), .file = in.file()};
  if (!lines.next(line)) return table_of_one_row(in, first, rows.first_line);
  rows.second_line = lines.number();
  rows.separator = separator_of({first, line});
  const std::string second = line;
  rows.first = words_of(first, rows.separator, place(in.file(), rows.first_line));
  rows.second = words_of(second, rows.separator, place(in.file(), rows.second_line));
  CsvHeader header = header_of(rows);
  CsvColumns columns(in.file(), rows.separator, header.index ? 1 : 0);
  if (!header.is_one) columns.add(rows.first, rows.first_line);
  columns.add(rows.second, rows.second_line);
  while (lines.next(line))
    columns.add(words_of(line, rows.separator, place(in.file(), lines.number())), lines.number());
  take_header_of_words(columns, header, rows.first);
  CsvTable table = columns.table();
  table.names = header.names;
  table.numbered = header.numbered;
  return table;
}

CsvTable read_csv_table(const std::string& file) {
  InputBytes in(file);
  return read_csv(in);
}

void write_csv_points(const std::string& file, const Points& points) {
  std::ofstream out(file, std::ios::binary);
  for (Index i = 0; i < points.cols(); ++i)
    for (Index c = 0; c < points.rows(); ++c)
      out << fmt::format("{}{}", points(c, i), c + 1 < points.rows() ? "," : "\n");
  if (!out.flush()) throw StorageError(fmt::format("'{}' could not be written whole", file));
}

void require_finite(const std::string& file, PointsView points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (!points.col(i).allFinite())
      throw InputError(fmt::format("points '{}': row {} is not finite", file, i));
}

}  // namespace simclr_flow
