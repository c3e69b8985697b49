// What `compare` prints of pairs of flows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "compare_output.hpp"
#include "narrow.hpp"

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

constexpr std::size_t rows_abreast = 7;  // as many times as fit a line

void print_times(const TimeTable& series, std::span<const std::size_t> rows, bool last) {
  fmt::print("  {:<5}", "t");
  for (const std::size_t row : rows) fmt::print("  {:>8.3g}", series.times[row]);
  fmt::print("{}\n", last ? fmt::format("  {:>8}  {}", "largest", "at t") : "");
}

void print_column(const TimeTable& series, const Column& column, std::span<const std::size_t> rows,
                  bool last) {
  if (column.values.empty()) return;
  fmt::print("  {:<5}", column.name);
  for (const std::size_t row : rows) fmt::print("  {:>8.2g}", column.values[row]);
  const auto largest = std::ranges::max_element(column.values);
  const double time = series.times[static_cast<std::size_t>(largest - column.values.begin())];
  fmt::print("{}\n", last ? fmt::format("  {:>8.2g}  {:.3g}", *largest, time) : "");
}

/// Of more times than fit a line, the first ones above the others.
void print_series(const TimeTable& series) {
  const std::vector<std::size_t> shown = shown_rows(series.times);
  for (std::span<const std::size_t> rest(shown); !rest.empty();) {
    const auto rows = rest.first(std::min(rows_abreast, rest.size()));
    rest = rest.subspan(rows.size());
    print_times(series, rows, rest.empty());
    for (const Column& column : series.columns) print_column(series, column, rows, rest.empty());
  }
}

bool is_with_solution(const FlowPair& pair) { return pair.w2_method.empty(); }

std::string title_of(const FlowPair& pair) {
  if (pair.a.file == pair.b.file)
    return fmt::format("{} - {} of {}", pair.a.flow, pair.b.flow, pair.a.file);
  return fmt::format("{} of {} - {} of {}", pair.a.flow, pair.a.file, pair.b.flow, pair.b.file);
}

/// What was computed; of two files, whose temperature it takes.
std::string method_of(const FlowPair& pair) {
  const std::string whose = pair.a.file == pair.b.file ? "" : fmt::format(" of {}", pair.a.file);
  const std::string mmd = fmt::format("MMD at tau = {:g}{}", pair.temperature, whose);
  if (is_with_solution(pair)) return mmd + ", draws: what as many independent draws have";
  return fmt::format("{}, W2 {}", mmd, pair.w2_method);
}

/// What all pairs were computed by, if there is one such; else "".
std::string common_method(const std::vector<FlowPair>& pairs) {
  std::set<std::string> methods;
  for (const FlowPair& pair : pairs)
    if (pair.left_out.empty()) methods.insert(method_of(pair));
  return methods.size() == 1 ? *methods.begin() : "";
}

void print(const FlowPair& pair, const std::string& common) {
  const bool left_out = !pair.left_out.empty();
  const std::string told = left_out         ? ": left out: " + pair.left_out
                           : common.empty() ? ": " + method_of(pair)
                                            : "";
  fmt::print("\n{}", paragraph(title_of(pair) + told, 0, 2));
  if (left_out) return;
  print_series(pair.series);
  std::vector<Check> judged;
  std::ranges::copy_if(pair.checks, std::back_inserter(judged),
                       [](const Check& c) { return c.verdict != Verdict::no_theory; });
  print_checks(judged);
}

/// The largest MMD to the solution up to a time.
double largest_error(const FlowPair& pair, double until) {
  double largest = 0;
  for (std::size_t t = 0; t < pair.series.times.size(); ++t)
    if (pair.series.times[t] <= until)
      largest = std::max(largest, pair.series.columns[0].values[t]);
  return largest;
}

/// The slope of log error against log N, by least squares.
double slope_over_size(const std::vector<FlowPair>& pairs, double until) {
  double x = 0, y = 0, xx = 0, xy = 0;
  const double count = static_cast<double>(pairs.size());
  for (const FlowPair& pair : pairs) {
    const double size = std::log(static_cast<double>(pair.latents));
    const double error = std::log(largest_error(pair, until));
    x += size / count, y += error / count, xx += size * size / count, xy += size * error / count;
  }
  return (xy - x * y) / (xx - x * x);
}

/// Runs of several sizes, the smallest first: how the error falls with N.
void print_errors_over_size(const std::vector<FlowPair>& pairs) {
  const auto last = [](const FlowPair& p) { return p.series.times.back(); };
  const double until = last(*std::ranges::min_element(pairs, {}, last));
  const auto row = [](const std::string& size, const std::string& mmd, const std::string& scaled,
                      const std::string& file) {
    fmt::print("{}",
               narrow_row({{size, 8, true}, {mmd, 10, true}, {scaled, 12, true}, {file, 60}}));
  };
  fmt::print("\nMean-field error over N, to t = {:.3g}\n", until);
  row("N", "MMD", "MMD sqrt(N)", "file");
  for (const FlowPair& pair : pairs) {
    const double error = largest_error(pair, until);
    row(std::to_string(pair.latents), fmt::format("{:.3g}", error),
        fmt::format("{:.3g}", error * std::sqrt(static_cast<double>(pair.latents))), pair.a.file);
  }
  fmt::print("  falls as N^{:.3f}; independent draws: N^-0.5\n", slope_over_size(pairs, until));
}

/// The pairs below what they have in common.
void print_below(const std::string& heading, const std::vector<FlowPair>& pairs) {
  const std::string common = common_method(pairs);
  fmt::print("\n{}{}", paragraph(heading, 0, 2), common.empty() ? "" : paragraph(common, 2, 2));
  for (const FlowPair& pair : pairs) print(pair, common);
}

}  // namespace

void print_pairs(const std::vector<FlowPair>& pairs) {
  if (pairs.empty()) return;
  print_below("Flow against flow: MMD and W2 between the laws of latents, Gram: |G_a - G_b|_F/N",
              pairs);
}

void print_solutions(std::vector<FlowPair> pairs) {
  if (pairs.empty()) return;
  print_below("Particles against solutions of the continuum from the law of their start", pairs);
  std::ranges::stable_sort(pairs, {}, &FlowPair::latents);
  if (pairs.front().latents != pairs.back().latents) print_errors_over_size(pairs);
}

}  // namespace simclr_flow
