// What `compare` prints of pairs of flows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare_output.hpp"

namespace simclr_flow {
namespace {

/// Rows to show: the first, the last, and between them the nearest to each power of ten.
std::vector<std::size_t> shown_rows(const std::vector<double>& times) {
  std::vector<std::size_t> rows{0};
  const auto first = std::ranges::find_if(times, [](double t) { return t > 0; });
  if (first == times.end()) return rows;
  const auto farther = [&times](double wanted) {
    return [&times, wanted](double t) { return std::abs(std::log(t / wanted)); };
  };
  for (double decade = std::floor(std::log10(*first)); std::pow(10, decade) < times.back() / 2;
       ++decade) {
    const auto nearest =
        std::ranges::min_element(first, times.end(), {}, farther(std::pow(10, decade)));
    const auto row = static_cast<std::size_t>(nearest - times.begin());
    if (row > rows.back()) rows.push_back(row);
  }
  if (rows.back() + 1 < times.size()) rows.push_back(times.size() - 1);
  return rows;
}

void print_times(const TimeTable& series, const std::vector<std::size_t>& rows) {
  fmt::print("  {:<5}", "t");
  for (const std::size_t row : rows) fmt::print("  {:>8.3g}", series.times[row]);
  fmt::print("  {:>8}  {}\n", "largest", "at t");
}

void print_column(const TimeTable& series, const Column& column,
                  const std::vector<std::size_t>& rows) {
  if (column.values.empty()) return;
  fmt::print("  {:<5}", column.name);
  for (const std::size_t row : rows) fmt::print("  {:>8.2g}", column.values[row]);
  const auto largest = std::ranges::max_element(column.values);
  fmt::print("  {:>8.2g}  {:.3g}\n", *largest,
             series.times[static_cast<std::size_t>(largest - column.values.begin())]);
}

std::string title_of(const FlowPair& pair) {
  if (pair.a.file == pair.b.file)
    return fmt::format("{} - {} of {}", pair.a.flow, pair.b.flow, pair.a.file);
  return fmt::format("{} of {} - {} of {}", pair.a.flow, pair.a.file, pair.b.flow, pair.b.file);
}

/// What was computed; of two files, whose temperature it takes.
std::string method_of(const FlowPair& pair) {
  const std::string whose = pair.a.file == pair.b.file ? "" : fmt::format(" of {}", pair.a.file);
  return fmt::format("MMD at tau = {:g}{}, W2 {}", pair.temperature, whose, pair.w2_method);
}

void print(const FlowPair& pair) {
  fmt::print("\n{}: ", title_of(pair));
  if (!pair.left_out.empty()) {
    fmt::print("left out: {}\n", pair.left_out);
    return;
  }
  fmt::print("{}\n", method_of(pair));
  const auto rows = shown_rows(pair.series.times);
  print_times(pair.series, rows);
  for (const Column& column : pair.series.columns) print_column(pair.series, column, rows);
  std::vector<Check> judged;
  std::ranges::copy_if(pair.checks, std::back_inserter(judged),
                       [](const Check& c) { return c.verdict != Verdict::no_theory; });
  print_checks(judged);
}

}  // namespace

void print_pairs(const std::vector<FlowPair>& pairs) {
  if (pairs.empty()) return;
  fmt::print(
      "\nFlow against flow: MMD and W2 between the laws of latents, Gram: |G_a - G_b|_F/N\n");
  for (const FlowPair& pair : pairs) print(pair);
}

}  // namespace simclr_flow
