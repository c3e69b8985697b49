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

bool is_header(const Words& words) {
  return std::ranges::none_of(words, [](std::string_view word) { return !!number_of(word); });
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
    if (line.starts_with('#')) continue;
    const Words words = split(line, ",; \t\r");
    if (words.empty()) continue;
    if (header && rows == 0 && table.names.empty() && is_header(words)) {
      table.names = names_of(line);
      continue;
    }
    const auto numbers = numbers_of(words, fmt::format("{}:{}:", file, number));
    if (rows++ == 0) width = numbers.size();
    if (numbers.size() != width)
      throw InputError(fmt::format("{}:{}: {} coordinates, but the rows before it have {}", file,
                                   number, numbers.size(), width));
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

void require_finite(const std::string& file, const Points& points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (!points.col(i).allFinite())
      throw InputError(fmt::format("points file '{}': row {} is not finite", file, i));
}

}  // namespace simclr_flow
