// What an experiment states of its flows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "make_check.hpp"

namespace simclr_flow {
namespace {

Check check_expectation(const StoredFlow& flow, const Expectation& expect) {
  const auto [values, clock] = flow.scalar_series(expect.quantity);
  using Of = Expectation::Of;
  std::vector<double> inside;
  for (std::size_t t = 0; t < values.size(); ++t)
    if (const double time = clock.time[t];
        time >= expect.from * (1 - 1e-12) && time <= expect.to * (1 + 1e-12))
      inside.push_back(values[t]);
  const auto outside = [&expect](double value) {
    return std::max({expect.at_least - value, value - expect.at_most, 0.0});
  };
  const std::string window = expect.from == expect.to
                                 ? fmt::format("at t = {:g}", expect.to)
                                 : fmt::format("on [{:g}, {:g}]", expect.from, expect.to);
  Check check = yes_no_check(
      "expect." + expect.id,
      fmt::format("{}{} {}",
                  expect.of == Of::every ? "" : fmt::format("{} ", name_of_choice(expect.of)),
                  expect.quantity, window),
      std::isinf(expect.at_most) ? fmt::format("at least {:g}", expect.at_least)
      : std::isinf(expect.at_least)
          ? fmt::format("at most {:g}", expect.at_most)
          : fmt::format("in [{:g}, {:g}]", expect.at_least, expect.at_most),
      false, 0);
  check.status = expect.status;
  check.source = expect.source;
  check.measured.reset();
  if (inside.empty()) {
    check.quantity += " (no rows there)";
    return check;
  }
  if (std::isfinite(expect.to) && clock.time.back() < expect.to * (1 - 1e-12)) {
    check.quantity += " (ends before)";
    return check;
  }
  check.measured = expect.of == Of::max   ? *std::ranges::max_element(inside)
                   : expect.of == Of::min ? *std::ranges::min_element(inside)
                                          : *std::ranges::max_element(inside, {}, outside);
  // Where every frame is inside, the one nearest to a bound says how narrow it was.
  if (expect.of == Of::every && outside(*check.measured) == 0)
    check.measured = *std::ranges::min_element(inside, {}, [&expect](double value) {
      return std::min(value - expect.at_least, expect.at_most - value);
    });
  check.difference = outside(*check.measured);
  check.verdict = check.difference == 0 ? Verdict::agrees : Verdict::differs;
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
