#pragma once
// The checks of one flow, each a function of the stored run. Private to judge.
#include <cmath>
#include <optional>
#include <vector>

#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/check.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow {

/// A stored flow and what its file says about it.
struct Judged {
  const StoredRun& run;
  const RunConfig& config;
  const FlowConfig& flow_config;
  MethodTraits method;
  const StoredFlow& flow;
  std::optional<theory::Minimum> minimum;
};

/// The larger of two errors; one that is not a number wins for good.
inline double larger(double a, double b) { return std::isnan(b) || b > a ? b : a; }

/// The row of every observable at the time of a frame; none if they share no such time.
std::optional<std::size_t> observable_row(const StoredFlow& flow, std::size_t frame);

/// All frames if their pairs stay within 1e8, else evenly spaced ones, at least 10, first and last
/// among them. A formula of the sizes alone.
std::vector<std::size_t> frames_to_check(const StoredFlow& flow);

/// A check with theory and measurement as numbers; agrees iff |difference| <= tolerance.
Check numeric_check(std::string id, std::string quantity, double theory, double measured,
                    double tolerance, std::string reason);
/// A check that holds or does not; `measured` is what was counted or seen.
Check yes_no_check(std::string id, std::string quantity, std::string theory, bool holds,
                   double measured);

Check check_frames(const Judged& judged);
Check check_manifold(const Judged& judged);
std::optional<Check> check_angles(const Judged& judged);
/// Energy, gradient norm and, for particles, dissipation against plain sums.
std::vector<Check> check_plain_sums(const Judged& judged);
std::vector<Check> check_gap(const Judged& judged);
Check check_monotone(const Judged& judged);
std::optional<Check> check_order(const Judged& judged);
/// Particles on R^d and the circle keep their mean coordinate.
std::optional<Check> check_mean(const Judged& judged);
/// Alignment, uniformity and, with labels, the cluster measures recomputed.
Check check_measures(const Judged& judged);
/// Formation and break-up times and the last gap: measured, no theory yet.
std::vector<Check> report_times(const Judged& judged);
Check check_expectation(const StoredFlow& flow, const Expectation& expect);

}  // namespace simclr_flow
