#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "judged.hpp"
#include "law_scope.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

/// Recomputed minimum against the stored one; both absent is agreement too.
Check check_minimum(const StoredRun& run, const std::optional<theory::Minimum>& minimum) {
  const std::string quantity = "stored minimum of the energy";
  Check check;
  if (minimum && run.minimum) {
    check = numeric_check("minimum", quantity, minimum->value, run.minimum->energy, 1e-12,
                          "rounding of one quadrature");
    check.source = minimum->source;
    check.status = minimum->status;
  } else {
    check =
        yes_no_check("minimum", quantity, minimum ? "a proven minimum is stored" : "none stored",
                     !minimum && !run.minimum, run.minimum ? 1 : 0);
  }
  return check;
}

const StoredFlow* find_flow(const StoredRun& run, const std::string& name) {
  const auto found = std::ranges::find(run.flows, name, &StoredFlow::name);
  return found == run.flows.end() ? nullptr : &*found;
}

FlowReport judge_flow(const Judged& judged, const std::vector<Expectation>& expectations) {
  const StoredFlow& flow = judged.flow;
  FlowReport report{flow.name, flow.kind, flow.description,   flow.status, flow.reason,
                    {},        {},        warnings_of(judged)};
  if (!has_begun(judged)) {
    if (Check check = check_beginning(judged); check.verdict == Verdict::differs)
      report.checks.push_back(std::move(check));
    return report;
  }
  const auto add = [&report](std::vector<Check> checks) {
    std::ranges::move(checks, std::back_inserter(report.checks));
  };
  const auto add_if = [&report](std::optional<Check> check) {
    if (check) report.checks.push_back(std::move(*check));
  };
  report.checks.push_back(check_frames(judged));
  if (report.checks.back().verdict == Verdict::differs) return report;  // nothing to recompute
  report.checks.push_back(check_clock(judged));
  report.checks.push_back(check_manifold(judged));
  add_if(check_angles(judged));
  add(check_plain_sums(judged));
  add_if(check_state(judged));
  add_if(check_velocity(judged));
  add_if(check_dissipation(judged));
  add_if(check_identity(judged));
  add(check_gap(judged));
  if (judged.method.integrates) report.checks.push_back(check_monotone(judged));
  add_if(check_kernel(judged));
  add_if(check_persistence(judged));
  add_if(check_conserved(judged));
  add_if(check_order(judged));
  add_if(check_mean(judged));
  report.checks.push_back(check_measures(judged));
  add_if(check_held_out(judged));
  add_if(check_neurons(judged));
  add(check_bounds(judged));
  add(report_moments(judged));
  add(check_rates(judged));
  add_if(check_travel(judged));
  add_if(check_distinct(judged));
  for (auto&& against : {check_mean_field(judged), check_local_limit(judged)}) {
    if (!against) continue;
    report.checks.push_back(against->check);
    report.solutions.push_back(against->series);
  }
  add(report_times(judged));
  for (const Expectation& expect : expectations)
    if (expect.flow == flow.name) report.checks.push_back(check_expectation(flow, expect));
  return report;
}

}  // namespace

Report compare(const StoredRun& run, const Vocabulary& vocabulary,
               const std::vector<Expectation>& expectations) {
  const std::string inside = fmt::format("{}:/parameters", run.path);
  const auto overrides =
      run.texts.contains("overrides") ? lines(run.text("overrides")) : std::vector<std::string>{};
  const RunConfig given =
      parse_config({inside + "/config", run.text("config"), overrides}, vocabulary);
  RunConfig config = parse_config({inside + "/resolved", run.text("resolved"), {}}, vocabulary);
  const bool follows = resolved_toml(given, vocabulary) == resolved_toml(config, vocabulary);
  config.views.count = planned_views(config.views, run.data.rows());
  const auto minimum =
      theory::proven_minimum(config.energy.preset, config.energy.kernel, config.latent.manifold,
                             config.latent.dim, config.energy.temperature);
  Report report{schema_version, run.path, {}, {}};
  report.checks.push_back(yes_no_check("configuration", "resolved configuration",
                                       "follows from the verbatim one",
                                       follows && config.seed == run.seed, 0));
  report.checks.push_back(check_minimum(run, minimum));
  for (const FlowConfig& flow_config : config.flows) {
    const StoredFlow* flow = find_flow(run, flow_config.name);
    if (flow) {
      report.flows.push_back(
          judge_flow({run, config, flow_config, vocabulary.method(flow_config.integrator.method),
                      *flow, minimum},
                     expectations));
    } else {
      report.checks.push_back(yes_no_check(
          "flow-stored", fmt::format("flow '{}' of the configuration", flow_config.name),
          "is stored", false, 0));
    }
  }
  for (const Expectation& expect : expectations)
    if (!std::ranges::count(config.flows, expect.flow, &FlowConfig::name))
      throw InputError(fmt::format("expectation '{}' is about flow '{}', which '{}' does not have",
                                   expect.id, expect.flow, run.path));
  return report;
}

}  // namespace simclr_flow
