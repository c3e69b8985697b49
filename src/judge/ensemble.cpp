#include "simclr_flow/judge/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "expectation_bounds.hpp"
#include "make_check.hpp"
#include "simclr_flow/judge/compare.hpp"

namespace simclr_flow {
namespace {

const FlowReport* find_flow(const Report& report, const std::string& name) {
  const auto found = std::ranges::find(report.flows, name, &FlowReport::name);
  return found == report.flows.end() ? nullptr : &*found;
}

/// The checks of a flow, or of the file where the name is empty; none if there is no such flow.
const std::vector<Check>* checks_of(const Report& report, const std::string& flow) {
  if (flow.empty()) return &report.checks;
  const FlowReport* found = find_flow(report, flow);
  return found ? &found->checks : nullptr;
}

const Check* find_check(const Report& report, const std::string& flow, const std::string& id) {
  const std::vector<Check>* checks = checks_of(report, flow);
  if (!checks) return nullptr;
  const auto found = std::ranges::find(*checks, id, &Check::id);
  return found == checks->end() ? nullptr : &*found;
}

bool has_finished(const Report& report, const std::string& flow) {
  if (flow.empty()) return true;
  const FlowReport* found = find_flow(report, flow);
  return found && found->status == "done";
}

Spread spread_of(const std::vector<Member>& members, const std::string& flow, const Check& first) {
  Spread spread{.flow = flow,
                .id = first.id,
                .quantity = first.quantity,
                .theory = first.theory_text,
                .statistics = {}};
  spread.logarithmic = first.id == "t_form" || first.id == "t_break";
  std::vector<double> values;
  for (const Member& member : members) {
    const bool finished = has_finished(member.report, flow);
    spread.of += finished;
    const Check* check = find_check(member.report, flow, first.id);
    if (!check) continue;
    spread.agrees += check->verdict == Verdict::agrees;
    spread.differs += check->verdict == Verdict::differs;
    if (finished && check->measured) values.push_back(*check->measured);
  }
  spread.statistics = statistics(values, spread.logarithmic);
  return spread;
}

/// Every check of a flow that some member has, in the order of the first that has it.
void add_spreads(Ensemble& ensemble, const std::string& flow) {
  std::vector<std::string> seen;
  for (const Member& member : ensemble.members) {
    const std::vector<Check>* checks = checks_of(member.report, flow);
    if (!checks) continue;
    for (const Check& check : *checks) {
      if (std::ranges::count(seen, check.id)) continue;
      seen.push_back(check.id);
      ensemble.spreads.push_back(spread_of(ensemble.members, flow, check));
    }
  }
}

/// The configuration of most members, the first of those where there are several.
std::string usual_configuration(const std::vector<Member>& members) {
  std::map<std::string, Index> count;
  for (const Member& member : members) ++count[member.configuration];
  const auto often = [&count](const Member& m) { return count[m.configuration]; };
  return std::ranges::max_element(members, {}, often)->configuration;
}

/// The first line of a that b does not have there.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  const std::size_t begin = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
  return a.substr(begin, a.find('\n', begin) - begin);
}

/// In how many runs the value is inside.
Index runs_inside(const Ensemble& ensemble, const Expectation& expect) {
  return std::ranges::count_if(ensemble.members, [&expect](const Member& member) {
    const Check* check = find_check(member.report, expect.flow, "expect." + expect.id);
    return check && check->measured && check->difference == 0;
  });
}

void judge_over_runs(Ensemble& ensemble, const Expectation& expect) {
  const auto spread = std::ranges::find_if(ensemble.spreads, [&expect](const Spread& s) {
    return s.flow == expect.flow && s.id == "expect." + expect.id;
  });
  if (spread == ensemble.spreads.end() || spread->of < std::ssize(ensemble.members)) return;
  const Statistics& values = spread->statistics;
  if (expect.over == Expectation::Over::count) spread->inside = runs_inside(ensemble, expect);
  const bool holds = spread->inside ? *spread->inside >= expect.runs
                                    : values.count == spread->of && values.mean &&
                                          distance_from(expect, *values.mean) == 0;
  spread->verdict = holds ? Verdict::agrees : Verdict::differs;
}

Check check_member(const Member& member, const std::string& usual) {
  const std::string name = std::filesystem::path(member.file).filename().string();
  const bool named = name == fmt::format("seed-{}.h5", member.seed);
  const bool same = member.configuration == usual;
  std::string what = "seed and configuration";
  if (!named) what += fmt::format(" (its seed is {})", member.seed);
  if (!same)
    what += fmt::format(" (others have not: {})", first_difference(member.configuration, usual));
  return yes_no_check("member", what, "as its name says, and as the others'", named && same,
                      static_cast<double>(member.seed));
}

}  // namespace

bool Ensemble::differs() const {
  return std::ranges::any_of(members, [](const Member& m) { return m.report.differs(); }) ||
         std::ranges::any_of(spreads,
                             [](const Spread& s) { return s.verdict == Verdict::differs; });
}

Member judge_member(const StoredRun& run, const Vocabulary& vocabulary,
                    const std::vector<Expectation>& expectations) {
  Report report = compare(run, vocabulary, expectations);
  RunConfig config =
      parse_config({run.path + ":/parameters/resolved", run.text("resolved"), {}}, vocabulary);
  config.seed = 0;
  config.output.checkpoint = 0;
  return {run.path, run.seed, resolved_toml(config, vocabulary), std::move(report)};
}

Ensemble gather(std::string folder, std::vector<Member> members,
                const std::vector<Expectation>& expectations) {
  Ensemble ensemble{std::move(folder), std::move(members), {}};
  if (ensemble.members.empty()) return ensemble;
  const std::string usual = usual_configuration(ensemble.members);
  for (Member& member : ensemble.members)
    member.report.checks.push_back(check_member(member, usual));
  std::vector<std::string> flows{""};
  for (const Member& member : ensemble.members)
    for (const FlowReport& flow : member.report.flows)
      if (!std::ranges::count(flows, flow.name)) flows.push_back(flow.name);
  for (const std::string& flow : flows) add_spreads(ensemble, flow);
  for (const Expectation& expect : expectations)
    if (expect.over != Expectation::Over::each) judge_over_runs(ensemble, expect);
  return ensemble;
}

}  // namespace simclr_flow
