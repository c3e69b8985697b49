#pragma once
#include <string>
#include <vector>

#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/check.hpp"

namespace simclr_flow {

struct NamedFlow {
  std::string file, flow;
};

/// Two flows over the times that both have frames at.
struct FlowPair {
  NamedFlow a, b;
  Index latents = 0;       ///< of a
  std::string left_out;    ///< why nothing was compared, else empty
  double temperature = 0;  ///< tau of the MMD: that of the file of a
  std::string w2_method;   ///< transport_name of what the column `w2` holds
  /// mmd: root of squared_mmd. w2. gram: gram_distance, of centred latents if one of the two is in
  /// R^d; empty for flows of two sizes.
  TimeTable series;
  std::vector<Check> checks;
};

/// Every pair of flows of the files: within each file first, in the order of their configurations,
/// then across. Files were judged by compare() before, and so can be read.
///
/// Flows of one file that start at its common start - all but networks that are not centered - have
/// a check `start`: at t = 0 MMD^2 is 0 within squared_mmd_error, and the Gram distance within
/// 1e-12 of the largest |z|^2; both within what centred networks round f - f_0 + b by. Nothing else
/// is known of pairs: checks `mmd`, `w2`, `gram` tell the largest value of each. Laws of latents
/// have equal masses, or those of a quadrature of the views.
///
/// Frames: all common ones, or evenly spaced ones where these would cost more than 3e8 pairs of
/// latents (an assignment counts N^3/8), but at least 10 with the first and the last among them. A
/// formula of sizes alone; the same bits for every number of threads. Pairs without common times,
/// of two ambient dimensions, or with latents that are not finite or beyond 1e70 are left out.
std::vector<FlowPair> compare_flows(const std::vector<StoredRun>& runs,
                                    const Vocabulary& vocabulary);

/// The flows of a file against solutions of the continuum: b is the name of the solution,
/// w2_method, w2 and gram are empty, and a column `draws` is as in SolutionSeries. No checks: those
/// of the flow judge.
std::vector<FlowPair> pairs_with_solutions(const Report& report);

/// The judgement of one file or several, and their flows against each other.
struct Comparison {
  std::vector<Report> reports;
  std::vector<FlowPair> between;
  std::vector<FlowPair> against;  ///< of the reports, pairs_with_solutions

  bool differs() const;
};

/// Of one file its report with the key `between`; of several {schema, runs: [reports], between}.
/// between: [{a: {file, flow}, b: {file, flow}, left_out, temperature, w2_method, times, mmd, w2,
/// gram, checks}], left_out null for pairs that were compared.
std::string to_json(const Comparison& comparison);

}  // namespace simclr_flow
