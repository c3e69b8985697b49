#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {
namespace {

constexpr std::string_view separators = ",; \t\r";

/// The numbers of one line.
std::vector<double> parse_line(std::string_view line, const std::string& where) {
  std::vector<double> numbers;
  while (true) {
    const auto begin = line.find_first_not_of(separators);
    if (begin == std::string_view::npos) return numbers;
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(separators));
    double value = 0;
    const bool plus = word.front() == '+';
    const auto [end, error] = std::from_chars(word.data() + plus, word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
      throw InputError(fmt::format("{} '{}' is not a number", where, word));
    if (!std::isfinite(value)) throw InputError(fmt::format("{} '{}' is not finite", where, word));
    numbers.push_back(value);
    line.remove_prefix(word.size());
  }
}

}  // namespace

Points read_csv_points(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw InputError(fmt::format("points file '{}' cannot be read", file));
  std::vector<double> all;
  std::size_t width = 0;
  Index rows = 0;
  std::string line;
  for (Index number = 1; std::getline(in, line); ++number) {
    if (line.starts_with('#')) continue;
    const auto numbers = parse_line(line, fmt::format("{}:{}:", file, number));
    if (numbers.empty()) continue;
    if (rows++ == 0) width = numbers.size();
    if (numbers.size() != width)
      throw InputError(fmt::format("{}:{}: {} coordinates, but the rows before it have {}", file,
                                   number, numbers.size(), width));
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  if (rows == 0) throw InputError(fmt::format("points file '{}' holds no points", file));
  return Eigen::Map<const Points>(all.data(), static_cast<Index>(width), rows);
}

void require_finite(const std::string& file, const Points& points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (!points.col(i).allFinite())
      throw InputError(fmt::format("points file '{}': row {} is not finite", file, i));
}

}  // namespace simclr_flow
