#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {
namespace {

using Words = std::vector<std::string_view>;

/// The parts of a line between any of these characters, none of them empty.
Words split(std::string_view line, std::string_view separators) {
  Words words;
  while (true) {
    const auto begin = line.find_first_not_of(separators);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    words.push_back(line.substr(0, line.find_first_of(separators)));
    line.remove_prefix(words.back().size());
  }
}

/// The fields of a line: between commas or semicolons and any blanks, or else between blanks.
Words fields_of(std::string_view line, const std::string& where) {
  constexpr std::string_view blanks = " \t\r", marks = ",;";
  if (line.find_first_of(marks) == std::string_view::npos) return split(line, blanks);
  Words words;
  while (true) {
    const auto end = line.find_first_of(marks);
    const std::string_view field = line.substr(0, end);
    const auto first = field.find_first_not_of(blanks), last = field.find_last_not_of(blanks);
    if (first == std::string_view::npos)
      throw InputError(
          fmt::format("{} empty field {}, expected a value in every field between commas or "
                      "semicolons",
                      where, words.size() + 1));
    words.push_back(field.substr(first, last - first + 1));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end + 1);
  }
}

std::optional<double> number_of(std::string_view word) {
  double value = 0;
  const bool plus = word.front() == '+';
  const auto [end, error] = std::from_chars(word.data() + plus, word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// The numbers of one line.
std::vector<double> numbers_of(const Words& words, const std::string& where) {
  std::vector<double> numbers;
  for (const std::string_view word : words) {
    const auto value = number_of(word);
    if (!value) throw InputError(fmt::format("{} '{}' is not a number", where, word));
    if (!std::isfinite(*value)) throw InputError(fmt::format("{} '{}' is not finite", where, word));
    numbers.push_back(*value);
  }
  return numbers;
}

/// No word is a number or begins like one, as a damaged number does.
bool is_header(const Words& words) {
  return std::ranges::none_of(words, [](std::string_view word) {
    return number_of(word) ||
           std::string_view("0123456789+-.").find(word.front()) != std::string_view::npos;
  });
}

std::vector<std::string> names_of(std::string_view line) {
  const bool marked = line.find_first_of(",;\t") != std::string_view::npos;
  std::vector<std::string> names;
  for (std::string_view word : split(line, marked ? ",;\t\r" : " \r")) {
    const auto begin = word.find_first_not_of(" \""), end = word.find_last_not_of(" \"");
    names.emplace_back(begin == std::string_view::npos ? "" : word.substr(begin, end - begin + 1));
  }
  return names;
}

CsvTable read_table(const std::string& file, bool header) {
  std::ifstream in(file);
  if (!in) throw InputError(fmt::format("points file '{}' cannot be read", file));
  CsvTable table;
  std::vector<double> all;
  std::size_t width = 0;
  Index rows = 0;
  std::string line;
  for (Index number = 1; std::getline(in, line); ++number) {
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // the mark of UTF-8
    if (line.starts_with('#')) continue;
    const std::string where = fmt::format("{}:{}:", file, number);
    const Words words = fields_of(line, where);
    if (words.empty()) continue;
    if (header && rows == 0 && table.names.empty() && is_header(words)) {
      table.names = names_of(line);
      continue;
    }
    const auto numbers = numbers_of(words, where);
    if (rows++ == 0) width = numbers.size();
    if (numbers.size() != width)
      throw InputError(fmt::format("{} {} coordinates, but the rows before it have {}", where,
                                   numbers.size(), width));
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  if (rows == 0) throw InputError(fmt::format("points file '{}' holds no points", file));
  if (!table.names.empty() && table.names.size() != width)
    throw InputError(fmt::format("points file '{}' has {} columns, but a header of {} names", file,
                                 width, table.names.size()));
  table.values = Eigen::Map<const Points>(all.data(), static_cast<Index>(width), rows);
  return table;
}

}  // namespace

Index CsvTable::column(const std::string& name) const {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return found - names.begin();
  Index number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc{} && end == name.data() + name.size();
  return whole && number >= 1 && number <= values.rows() ? number - 1 : -1;
}

CsvTable read_csv_table(const std::string& file) { return read_table(file, true); }

Points read_csv_points(const std::string& file) { return read_table(file, false).values; }

void write_csv_points(const std::string& file, const Points& points) {
  std::ofstream out(file, std::ios::binary);
  for (Index i = 0; i < points.cols(); ++i)
    for (Index c = 0; c < points.rows(); ++c)
      out << fmt::format("{}{}", points(c, i), c + 1 < points.rows() ? "," : "\n");
  if (!out.flush()) throw StorageError(fmt::format("'{}' could not be written whole", file));
}

void require_finite(const std::string& file, const Points& points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (!points.col(i).allFinite())
      throw InputError(fmt::format("points file '{}': row {} is not finite", file, i));
}

}  // namespace simclr_flow
