// What `compare FOLDER` prints.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "compare_output.hpp"
#include "ensemble.hpp"
#include "json_document.hpp"
#include "narrow.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/judge/ensemble.hpp"

namespace simclr_flow {
namespace {

std::string spread_row(const std::string& quantity, const std::string& seeds,
                       const std::string& mean, const std::string& spread,
                       const std::string& smallest, const std::string& largest) {
  return narrow_row({{quantity, 38},
                     {seeds, 8, true},
                     {mean, 10, true},
                     {spread, 11, true},
                     {smallest, 10, true},
                     {largest, 10, true}});
}

std::string spread_text(const Spread& spread) {
  const std::optional<double>& deviation = spread.statistics.deviation;
  if (!deviation) return "-";
  return spread.logarithmic ? fmt::format("factor {:.3g}", *deviation)
                            : fmt::format("{:.2g}", *deviation);
}

std::string verdict_text(const Spread& spread) {
  if (spread.verdict) return *spread.verdict == Verdict::differs ? "DIFFERS" : "agrees";
  const Index judged = spread.agrees + spread.differs;
  if (judged == 0) return "";
  return spread.differs ? fmt::format("DIFFERS in {} of {}", spread.differs, judged)
                        : fmt::format("agrees in {}", judged);
}

/// "all 5 seeds".
std::string all_seeds(const Ensemble& ensemble) {
  const std::size_t count = ensemble.members.size();
  return count == 1 ? "the one seed" : fmt::format("all {} seeds", count);
}

/// What a person compares between seeds: what was measured without theory, and expectations.
bool is_told(const Spread& spread) {
  return spread.id.starts_with("expect.") || spread.agrees + spread.differs == 0;
}

void print_spreads(const Ensemble& ensemble) {
  fmt::print("{}", spread_row("quantity", "seeds", "mean", "spread", "smallest", "largest"));
  std::string before;
  for (const Spread& s : ensemble.spreads) {
    if (!is_told(s)) continue;
    const Statistics& values = s.statistics;
    if (s.flow != before) fmt::print("{}\n", s.flow);
    fmt::print("{}",
               spread_row(s.quantity + (s.theory.empty() ? "" : ": " + s.theory),
                          fmt::format("{} of {}", values.count, s.of), shown(values.mean, 4),
                          spread_text(s), shown(values.minimum, 4), shown(values.maximum, 4)));
    if (const std::string verdict = verdict_text(s); !verdict.empty())
      fmt::print("    {}\n", verdict);
    before = s.flow;
  }
  fmt::print(
      "\nSpread: the sample standard deviation. Times: the geometric mean, and as a factor exp of\n"
      "that of log t. Seeds: in how many of those that finished the flow the quantity has a "
      "value.\n");
}

std::vector<std::string> ids_that_differ(const std::vector<Check>& checks,
                                         const std::string& prefix) {
  std::vector<std::string> ids;
  for (const Check& check : checks)
    if (check.verdict == Verdict::differs) ids.push_back(prefix + check.id);
  return ids;
}

void tell(const std::string& sentence, std::size_t indent) {
  fmt::print("{}", paragraph(sentence, indent, indent + 2));
}

/// What differs in the file as a whole, and that it is as the others; then flow by flow.
void print_members(const Ensemble& ensemble) {
  for (const Member& member : ensemble.members) {
    std::vector<std::string> ids = ids_that_differ(member.report.checks, "");
    for (const FlowReport& flow : member.report.flows)
      std::ranges::move(ids_that_differ(flow.checks, flow.name + "."), std::back_inserter(ids));
    if (!ids.empty())
      tell(fmt::format("DIFFERS in seed {}: {}", member.seed, fmt::join(ids, ", ")), 0);
    for (const Check& check : member.report.checks)
      if (check.id == "member" && check.verdict == Verdict::differs)
        tell(fmt::format("{}: {}", member.file, check.quantity), 2);
    for (const FlowReport& flow : member.report.flows)
      if (flow.status != "done")
        tell(fmt::format("UNFINISHED in seed {}: {} is {}; not among the means{}", member.seed,
                         flow.name, flow.status, flow.reason.empty() ? "" : ": " + flow.reason),
             0);
  }
}

/// "agrees in all 5 seeds", of every flow.
void print_flows(const Ensemble& ensemble) {
  for (const FlowReport& first : ensemble.members.front().report.flows) {
    std::vector<std::uint64_t> wrong;
    for (const Member& member : ensemble.members)
      for (const FlowReport& flow : member.report.flows)
        if (flow.name == first.name && !ids_that_differ(flow.checks, "").empty())
          wrong.push_back(member.seed);
    fmt::print("{}", narrow_row({{first.name, 16},
                                 {first.description, 46},
                                 {wrong.empty() ? "agrees in " + all_seeds(ensemble)
                                                : fmt::format("DIFFERS in seed{} {}",
                                                              wrong.size() > 1 ? "s" : "",
                                                              fmt::join(wrong, ", ")),
                                  30}}));
  }
}

void print(const Ensemble& ensemble) {
  fmt::print("{}: {} seed{}\n\n", ensemble.folder, ensemble.members.size(),
             ensemble.members.size() == 1 ? "" : "s");
  print_spreads(ensemble);
  fmt::print("\n");
  print_flows(ensemble);
  fmt::print("\n");
  print_members(ensemble);
  std::vector<std::string> told;
  for (const Member& member : ensemble.members)
    for (const FlowReport& flow : member.report.flows)
      told.push_back(unfinished(flow, fmt::format(" of seed {}", member.seed)));
  tell(conclusion(ensemble.differs()
                      ? fmt::format("DIFFERS: `simclr-flow compare {}/seed-N.h5` tells the rest",
                                    ensemble.folder)
                      : fmt::format("Agrees with theory wherever there is one, in {}",
                                    all_seeds(ensemble)),
                  told),
       0);
}

}  // namespace

int compare_ensemble(const std::string& folder, const CompareOptions& options) {
  const auto expectations =
      options.expected.empty() ? std::vector<Expectation>{} : read_expectations(options.expected);
  std::vector<Member> members;
  for (const std::string& file : ensemble_files(folder))
    members.push_back(judge_member(read_run(file), vocabulary(), expectations));
  const Ensemble ensemble = gather(folder, std::move(members), expectations);
  if (options.json)
    fmt::print("{}", with_head("ensemble_comparison", to_json(ensemble), options.command_line));
  else
    print(ensemble);
  return ensemble.differs() ? exit_code::differs : exit_code::done;
}

}  // namespace simclr_flow
