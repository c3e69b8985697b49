#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/judge/compare.hpp"

namespace simclr_flow {

/// Mean, spread and range of a sample.
///
/// Linear: the arithmetic mean, and the sample standard deviation (divided by count - 1).
/// Logarithmic: exp of both of log x: the geometric mean, and a factor >= 1. Mean and deviation
/// are absent of no values, the deviation of fewer than two; logarithmic ones also where a value is
/// not positive. A value that is not a number makes all four so.
struct Statistics {
  Index count = 0;
  std::optional<double> mean, deviation, minimum, maximum;
};

Statistics statistics(const std::vector<double>& values, bool logarithmic);

/// A judged run of an ensemble.
struct Member {
  std::string file;
  std::uint64_t seed = 0;
  std::string configuration;  ///< resolved, without what may differ: seed and checkpoint interval
  Report report;
};

/// One check over the members. Values come from members that finished the flow: what a stopped one
/// measured last is no end, and what it did not see may still happen.
struct Spread {
  std::string flow;  ///< empty for checks of whole files
  std::string id, quantity, theory;
  bool logarithmic = false;  ///< times: rows are spaced, and seeds scatter, by factors
  Index of = 0;              ///< members that finished the flow; statistics.count have a value
  Statistics statistics;
  Index agrees = 0, differs = 0;  ///< verdicts, of all members
  /// Of an expectation over the runs: its own, which is `differs` where a run has no value.
  std::optional<Verdict> verdict = {};
  std::optional<Index> inside = {};  ///< of one over a count: in how many runs the value is inside
};

struct Ensemble {
  std::string folder;
  std::vector<Member> members;
  std::vector<Spread> spreads;

  bool differs() const;
};

/// Judges a run as compare() does.
Member judge_member(const StoredRun& run, const Vocabulary& vocabulary,
                    const std::vector<Expectation>& expectations);

/// Gathers judged runs. Adds a check `member` to each report: its file is named after its seed, and
/// its configuration is that of most members. Judges the expectations over runs: those are of all
/// that ended, and none is judged while some have not.
Ensemble gather(std::string folder, std::vector<Member> members,
                const std::vector<Expectation>& expectations = {});

/// {schema, folder, runs: [reports], ensemble: [{flow, id, quantity, theory, scale, count, of,
/// mean, deviation, minimum, maximum, agrees, differs, verdict, inside}]}; verdict: of expectations
/// over runs; inside: of those over a count.
std::string to_json(const Ensemble& ensemble);

}  // namespace simclr_flow
