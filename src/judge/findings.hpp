#pragma once
// What a check finds. Private to judge.
#include <optional>
#include <vector>

#include "simclr_flow/judge/check.hpp"

namespace simclr_flow {

/// Lines of a judgement - none where a check does not apply - and what they saw over time of
/// solutions of the continuum.
struct Findings {
  std::vector<Check> checks;
  std::vector<SolutionSeries> solutions;

  Findings() = default;
  Findings(Check check) : checks{std::move(check)} {}
  Findings(std::vector<Check> all) : checks(std::move(all)) {}
  Findings(Check check, SolutionSeries against)
      : checks{std::move(check)}, solutions{std::move(against)} {}
};

}  // namespace simclr_flow
