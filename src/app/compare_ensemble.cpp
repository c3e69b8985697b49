// What `compare FOLDER` prints.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "compare_output.hpp"
#include "ensemble.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/judge/ensemble.hpp"

namespace simclr_flow {
namespace {

constexpr const char* spread_row = "{:<16}  {:<58}  {:>8}  {:>10}  {:>11}  {:>10}  {:>10}  {}\n";

std::string spread_text(const Spread& spread) {
  const std::optional<double>& deviation = spread.statistics.deviation;
  if (!deviation) return "-";
  return spread.logarithmic ? fmt::format("factor {:.3g}", *deviation)
                            : fmt::format("{:.2g}", *deviation);
}

std::string verdict_text(const Spread& spread) {
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
  fmt::print(spread_row, "flow", "quantity", "seeds", "mean", "spread", "smallest", "largest",
             "verdict");
  std::string before;
  for (const Spread& s : ensemble.spreads) {
    if (!is_told(s)) continue;
    const Statistics& values = s.statistics;
    fmt::print(spread_row, s.flow == before ? "" : s.flow,
               s.quantity + (s.theory.empty() ? "" : ": " + s.theory),
               fmt::format("{} of {}", values.count, s.of), shown(values.mean, 4), spread_text(s),
               shown(values.minimum, 4), shown(values.maximum, 4), verdict_text(s));
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

/// What differs in the file as a whole, and that it is as the others; then flow by flow.
void print_members(const Ensemble& ensemble) {
  for (const Member& member : ensemble.members) {
    std::vector<std::string> ids = ids_that_differ(member.report.checks, "");
    for (const FlowReport& flow : member.report.flows)
      std::ranges::move(ids_that_differ(flow.checks, flow.name + "."), std::back_inserter(ids));
    if (!ids.empty()) fmt::print("DIFFERS in seed {}: {}\n", member.seed, fmt::join(ids, ", "));
    for (const Check& check : member.report.checks)
      if (check.id == "member" && check.verdict == Verdict::differs)
        fmt::print("  {}: {}\n", member.file, check.quantity);
    for (const FlowReport& flow : member.report.flows)
      if (flow.status != "done")
        fmt::print("UNFINISHED in seed {}: {} is {}; not among the means{}\n", member.seed,
                   flow.name, flow.status, flow.reason.empty() ? "" : ": " + flow.reason);
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
    fmt::print("{:<16}  {:<58}  {}\n", first.name, first.description,
               wrong.empty() ? "agrees in " + all_seeds(ensemble)
                             : fmt::format("DIFFERS in seed{} {}", wrong.size() > 1 ? "s" : "",
                                           fmt::join(wrong, ", ")));
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
  const bool whole = std::ranges::all_of(ensemble.members, [](const Member& member) {
    return std::ranges::all_of(member.report.flows,
                               [](const FlowReport& flow) { return flow.status == "done"; });
  });
  fmt::print(
      "{}{}\n",
      ensemble.differs()
          ? fmt::format("`simclr-flow compare {}/seed-N.h5` tells the rest.", ensemble.folder)
          : fmt::format("Agrees with theory wherever there is one, in {}.", all_seeds(ensemble)),
      whole ? "" : " UNFINISHED flows are judged by the rows that they have.");
}

}  // namespace

int compare_ensemble(const std::string& folder, const CompareOptions& options) {
  const auto expectations =
      options.expected.empty() ? std::vector<Expectation>{} : read_expectations(options.expected);
  std::vector<Member> members;
  for (const std::string& file : ensemble_files(folder))
    members.push_back(judge_member(read_run(file), vocabulary(), expectations));
  const Ensemble ensemble = gather(folder, std::move(members));
  if (options.json)
    fmt::print("{}\n", to_json(ensemble));
  else
    print(ensemble);
  return ensemble.differs() ? exit_code::differs : exit_code::done;
}

}  // namespace simclr_flow
