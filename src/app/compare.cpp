#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compare_output.hpp"
#include "ensemble.hpp"
#include "judging_progress.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

std::string shown(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}g}", *value, digits) : "-";
}

namespace {

constexpr const char* check_row = "  {:<9}  {:<50}  {:<29}  {:<11}  {:<9}  {:<7}  {}\n";

}  // namespace

void print_checks(const std::vector<Check>& checks) {
  for (const Check& c : checks) {
    const bool named = c.status == "proven" || c.status == "numerical" || c.status == "conjecture";
    fmt::print(check_row, verdict_name(c.verdict), c.quantity,
               c.theory                ? shown(c.theory)
               : c.theory_text.empty() ? "-"
                                       : c.theory_text,
               shown(c.measured), c.theory ? fmt::format("{:.2g}", c.difference) : "",
               c.theory ? fmt::format("{:.2g}", c.tolerance) : "", named ? c.status : "");
    if (c.verdict == Verdict::differs && (c.difference != 0 || c.detail.empty()))
      fmt::print("             {}: off by {:.3g}{}{}\n", c.id, c.difference,
                 c.tolerance_reason.empty() ? "" : "; tolerance: " + c.tolerance_reason,
                 c.source.empty() ? "" : "; source: " + c.source);
    if (!c.detail.empty()) fmt::print("             {}: {}\n", c.id, c.detail);
  }
}

namespace {

/// The measured value of a check, by its id.
std::string measured(const FlowReport& flow, const std::string& id) {
  const auto found = std::ranges::find(flow.checks, id, &Check::id);
  return found == flow.checks.end() ? "-" : shown(found->measured);
}

void print_summary(const Report& report) {
  fmt::print("\n{:<16}  {:<40}  {:<11}  {:>8}  {:>8}  {:>11}  {}\n", "flow", "what it is", "status",
             "t_form", "t_break", "E-E_0 (end)", "verdict");
  for (const FlowReport& flow : report.flows) {
    const auto count = [&flow](Verdict verdict) {
      return std::ranges::count(flow.checks, verdict, &Check::verdict);
    };
    const auto wrong = count(Verdict::differs), right = count(Verdict::agrees);
    fmt::print("{:<16}  {:<40}  {:<11}  {:>8}  {:>8}  {:>11}  {}\n", flow.name, flow.description,
               flow.status, measured(flow, "t_form"), measured(flow, "t_break"),
               measured(flow, "end"),
               wrong ? fmt::format("DIFFERS in {} of {} checks", wrong, wrong + right)
               : flow.checks.empty() ? "nothing to judge"
                                     : fmt::format("agrees in {} checks", right));
  }
}

void print(const Report& report) {
  fmt::print("{}\n", report.file);
  fmt::print(check_row, "verdict", "quantity", "theory", "measured", "off by", "allowed",
             "statement");
  print_checks(report.checks);
  for (const FlowReport& flow : report.flows) {
    fmt::print("\n{}: {}; {}, {}\n", flow.name, flow.description, flow.status, flow.reason);
    if (!flow.looked_at.empty())
      fmt::print("  sums over pairs of latents look at {}\n", flow.looked_at);
    print_checks(flow.checks);
  }
  print_summary(report);
}

/// What an agreement does not say: which flows warned or failed, and what of them was judged.
void print_unfinished(const std::vector<Report>& reports) {
  for (const Report& report : reports)
    for (const FlowReport& flow : report.flows) {
      if (!flow.warned.empty())
        fmt::print("Flow '{}' of {} warned when it ran: {}.\n", flow.name, report.file,
                   flow.warned);
      if (flow.status != "done")
        fmt::print("Flow '{}' of {} {}: {}. {}\n", flow.name, report.file,
                   flow.status == "failed" ? "FAILED" : "did not finish",
                   flow.reason.empty() ? flow.status : flow.reason,
                   flow.checks.empty() ? "It has no rows to judge."
                                       : "It is judged by the rows that it has.");
    }
}

void print(const Comparison& comparison) {
  for (const Report& report : comparison.reports) {
    if (&report != &comparison.reports.front()) fmt::print("\n");
    print(report);
  }
  print_pairs(comparison.between);
  print_solutions(comparison.against);
  fmt::print("\n");
  print_unfinished(comparison.reports);
  fmt::print("{}\n", comparison.differs() ? "DIFFERS: see the lines above that say so"
                                          : "Agrees with theory wherever there is one.");
}

/// A folder is an ensemble, which is judged by itself.
void refuse_folders(const std::vector<std::string>& files) {
  for (const std::string& file : files)
    if (std::error_code ignored; std::filesystem::is_directory(file, ignored))
      throw InputError(
          fmt::format("compare takes one folder of an ensemble, or any number of files; '{}' is a "
                      "folder among {} arguments: name its files, {}/seed-1.h5 ...",
                      file, files.size(), file));
}

Comparison judge(const std::vector<StoredRun>& runs, const std::string& expected) {
  const auto expectations =
      expected.empty() ? std::vector<Expectation>{} : read_expectations(expected);
  Comparison comparison;
  JudgingProgress progress;
  const Judging judging{
      .started = [&progress](const std::string& flow, std::string_view statement) {
        progress.started(flow, statement);
      }};
  for (const StoredRun& run : runs)
    comparison.reports.push_back(compare(run, vocabulary(), expectations, judging));
  comparison.between = compare_flows(runs, vocabulary());
  for (const Report& report : comparison.reports)
    std::ranges::move(pairs_with_solutions(report), std::back_inserter(comparison.against));
  return comparison;
}

}  // namespace

int compare_command(const CompareOptions& options) {
  std::error_code ignored;
  if (options.files.size() == 1 && std::filesystem::is_directory(options.files.front(), ignored))
    return compare_ensemble(options.files.front(), options);
  refuse_folders(options.files);
  std::vector<StoredRun> runs;
  for (const std::string& file : options.files) runs.push_back(read_run(file));
  const Comparison comparison = judge(runs, options.expected);
  if (options.json)
    fmt::print("{}\n", to_json(comparison));
  else
    print(comparison);
  return comparison.differs() ? exit_code::differs : exit_code::done;
}

}  // namespace simclr_flow
