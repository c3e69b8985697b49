#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "check_table.hpp"
#include "effort.hpp"
#include "planned_sizes.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/sum_minimum.hpp"
#include "stated_positives.hpp"

namespace simclr_flow {
namespace {

/// Throws std::logic_error for a check that the table does not list: it would be documented
/// nowhere.
Findings listed(const CheckRow& row, Findings found) {
  for (const Check& check : found.checks)
    if (!row.lists(check.id))
      throw std::logic_error(fmt::format("check '{}' is not in the row '{}' of judge's table",
                                         check.id, row.statement));
  return found;
}

std::vector<Check> judge_file(const JudgedFile& file) {
  std::vector<Check> checks;
  for (const CheckRow& row : check_table())
    if (const FileCheck* check = std::get_if<FileCheck>(&row.function))
      std::ranges::move(listed(row, (*check)(file)).checks, std::back_inserter(checks));
  return checks;
}

bool has_difference(const Findings& found) {
  return std::ranges::count(found.checks, Verdict::differs, &Check::verdict) > 0;
}

FlowReport judge_flow(const Judged& judged, const Judging& judging) {
  const StoredFlow& flow = judged.flow;
  FlowReport report{flow.name, flow.kind, flow.description,    flow.status,        flow.reason,
                    {},        {},        warnings_of(judged), told_effort(judged)};
  for (const CheckRow& row : check_table()) {
    const FlowCheck* check = std::get_if<FlowCheck>(&row.function);
    if (!check) continue;
    if (judging.started) judging.started(flow.name, row.statement);
    Findings found = listed(row, (*check)(judged));
    const bool ends = row.is_gate && (!has_begun(judged) || has_difference(found));
    std::ranges::move(found.checks, std::back_inserter(report.checks));
    std::ranges::move(found.solutions, std::back_inserter(report.solutions));
    if (ends) break;
  }
  return report;
}

}  // namespace

Report compare(const StoredRun& run, const Vocabulary& vocabulary,
               const std::vector<Expectation>& expectations, const Judging& judging) {
  const std::string inside = fmt::format("{}:/parameters", run.path);
  const auto overrides = run.texts.contains("overrides") ? overrides_of_text(run.text("overrides"))
                                                         : std::vector<std::string>{};
  const std::string& resolved = run.text("resolved");
  const RunConfig given = parse_stored_config({inside + "/config", run.text("config"), overrides},
                                              resolved, vocabulary);
  RunConfig config =
      parse_stored_config({inside + "/resolved", resolved, {}}, resolved, vocabulary);
  const bool follows = resolved_toml(given, vocabulary) == resolved_toml(config, vocabulary);
  config.views.count = planned_views(config.views, run.data.rows());
  std::optional<theory::Minimum> minimum;
  if (config.positives.are_views())
    minimum =
        theory::proven_minimum(theory::weighted_settings(terms_of(config.energy), config.latent.dim,
                                                         0, config.views.count),
                               config.latent.manifold);
  const auto positives = stated_positives(run, config);
  Report report{schema_version, run.path, {}, {}};
  report.checks = judge_file({run, config, follows, minimum});
  for (const FlowConfig& flow_config : config.flows)
    if (const StoredFlow* flow = find_flow(run, flow_config.name))
      report.flows.push_back(judge_flow(
          {run, config, flow_config, vocabulary.method(flow_config.integrator.method), *flow,
           minimum, positives, expectations, judging.pairs / static_cast<double>(run.flows.size())},
          judging));
  for (const Expectation& expect : expectations)
    if (!std::ranges::count(config.flows, expect.flow, &FlowConfig::name))
      throw InputError(fmt::format("expectation '{}' is about flow '{}', which '{}' does not have",
                                   expect.id, expect.flow, run.path));
  return report;
}

}  // namespace simclr_flow
