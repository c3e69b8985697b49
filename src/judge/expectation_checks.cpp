// What an experiment states of its flows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "expectation_bounds.hpp"
#include "make_check.hpp"
#include "simclr_flow/judge/cluster_times.hpp"

namespace simclr_flow {

std::string bounds_in_words(const Expectation& expect) {
  const std::string over = expect.over == Expectation::Over::mean ? "mean over runs "
                           : expect.over == Expectation::Over::count
                               ? fmt::format("of {} runs or more ", expect.runs)
                               : "";
  if (std::isinf(expect.at_most)) return fmt::format("{}at least {:g}", over, expect.at_least);
  if (std::isinf(expect.at_least)) return fmt::format("{}at most {:g}", over, expect.at_most);
  return fmt::format("{}in [{:g}, {:g}]", over, expect.at_least, expect.at_most);
}

double distance_from(const Expectation& expect, double value) {
  return std::max({expect.at_least - value, value - expect.at_most, 0.0});
}

namespace {

using Of = Expectation::Of;

std::string words_of(const Expectation& expect) {
  const std::string of =
      expect.of == Of::every ? "" : fmt::format("{} ", name_of_choice(expect.of));
  const std::string window = expect.from == expect.to
                                 ? fmt::format("at t = {:g}", expect.to)
                                 : fmt::format("on [{:g}, {:g}]", expect.from, expect.to);
  return fmt::format("{}{} {}", of, expect.quantity, window);
}

/// Of the values in the window the one that is judged: of every, that which is farthest outside or,
/// where all are inside, nearest to a bound: it says how narrow it was.
double judged_of(const std::vector<double>& inside, const Expectation& expect) {
  const auto room = [&expect](double value) {
    return std::min(value - expect.at_least, expect.at_most - value);
  };
  switch (expect.of) {
    case Of::max:
      return *std::ranges::max_element(inside);
    case Of::min:
      return *std::ranges::min_element(inside);
    case Of::last:
      return inside.back();
    case Of::every:
      break;
  }
  return *std::ranges::min_element(inside, {}, room);
}

/// The value that is judged, or why there is none.
std::pair<std::optional<double>, std::string> judged_value(const StoredFlow& flow,
                                                           const Expectation& expect) {
  if (expect.quantity == "t_form" || expect.quantity == "t_break") {
    const ClusterTimes times = cluster_times(flow);
    const auto time = expect.quantity == "t_form" ? times.form : times.break_up;
    return {time, time ? "" : " (not seen)"};
  }
  const auto [values, clock] = flow.scalar_series(expect.quantity);
  std::vector<double> inside;
  for (std::size_t t = 0; t < values.size(); ++t)
    if (const double time = clock.time[t];
        time >= expect.from * (1 - 1e-12) && time <= expect.to * (1 + 1e-12))
      inside.push_back(values[t]);
  if (inside.empty()) return {std::nullopt, " (no rows there)"};
  if (std::isfinite(expect.to) && clock.time.back() < expect.to * (1 - 1e-12))
    return {std::nullopt, " (ends before)"};
  return {judged_of(inside, expect), ""};
}

Check check_expectation(const StoredFlow& flow, const Expectation& expect) {
  const auto [value, why_not] = judged_value(flow, expect);
  Check check = yes_no_check("expect." + expect.id, words_of(expect) + why_not,
                             bounds_in_words(expect), false, 0);
  check.status = expect.status;
  check.source = expect.source;
  check.measured = value;
  if (value) check.difference = distance_from(expect, *value);
  if (expect.over != Expectation::Over::each)
    check.verdict = Verdict::no_theory;  // an ensemble's: see gather
  else
    check.verdict = value && check.difference == 0 ? Verdict::agrees : Verdict::differs;
  return check;
}

}  // namespace

Findings check_expectations(const Judged& j) {
  Findings found;
  for (const Expectation& expect : j.expectations)
    if (expect.flow == j.flow.name) found.checks.push_back(check_expectation(j.flow, expect));
  return found;
}

}  // namespace simclr_flow
