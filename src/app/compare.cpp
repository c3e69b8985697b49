#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "compare_output.hpp"
#include "ensemble.hpp"
#include "json_document.hpp"
#include "judging_progress.hpp"
#include "narrow.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

std::string shown(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}g}", *value, digits) : "-";
}

std::string unfinished(const FlowReport& flow, const std::string& whose) {
  if (flow.status == "done") return "";
  return fmt::format("'{}'{} {}: {}", flow.name, whose,
                     flow.status == "failed" ? "FAILED" : "did not finish",
                     flow.reason.empty() ? flow.status : flow.reason);
}

std::string conclusion(const std::string& verdict, std::vector<std::string> unfinished) {
  std::erase(unfinished, "");
  if (unfinished.empty()) return verdict + ".";
  constexpr std::size_t most = 5;
  const std::size_t more = unfinished.size() > most ? unfinished.size() - most : 0;
  const char* flows = unfinished.size() > 1 ? "flows" : "flow";
  unfinished.resize(unfinished.size() - more);
  return fmt::format("{}; but {} {}{}.", verdict, flows, fmt::join(unfinished, "; "),
                     more ? fmt::format("; and {} more", more) : "");
}

namespace {

std::string check_row(const char* verdict, const std::string& quantity, const std::string& theory,
                      const std::string& measured, const std::string& off,
                      const std::string& allowed) {
  return narrow_row(
      {{verdict, 9}, {quantity, 37}, {theory, 16}, {measured, 11}, {off, 8}, {allowed, 7}});
}

/// What was looked at, and what the statement about it is.
std::string quantity_of(const Check& c) {
  const bool named = c.status == "proven" || c.status == "numerical" || c.status == "conjecture";
  return named ? fmt::format("{} ({})", c.quantity, c.status) : c.quantity;
}

constexpr std::size_t below_check = 13;  // where what is told of it begins

void print_detail(const std::string& text) {
  fmt::print("{}", paragraph(text, below_check, below_check));
}

void print_difference(const Check& c) {
  print_detail(fmt::format("{}: off by {:.3g}", c.id, c.difference));
  if (!c.tolerance_reason.empty()) print_detail("tolerance: " + c.tolerance_reason);
  if (!c.source.empty()) print_detail("source: " + c.source);
}

}  // namespace

void print_checks(const std::vector<Check>& checks) {
  for (const Check& c : checks) {
    fmt::print("{}",
               check_row(verdict_name(c.verdict).c_str(), quantity_of(c),
                         c.theory                ? shown(c.theory)
                         : c.theory_text.empty() ? "-"
                                                 : c.theory_text,
                         shown(c.measured), c.theory ? fmt::format("{:.2g}", c.difference) : "",
                         c.theory ? fmt::format("{:.2g}", c.tolerance) : ""));
    if (c.verdict == Verdict::differs && (c.difference != 0 || c.detail.empty()))
      print_difference(c);
    if (!c.detail.empty()) print_detail(fmt::format("{}: {}", c.id, c.detail));
  }
}

namespace {

/// The measured value of a check, by its id.
std::string measured(const FlowReport& flow, const std::string& id) {
  const auto found = std::ranges::find(flow.checks, id, &Check::id);
  return found == flow.checks.end() ? "-" : shown(found->measured);
}

std::string summary_row(const std::vector<std::string>& texts) {
  return narrow_row({{texts[0], 16},
                     {texts[1], 22},
                     {texts[2], 11},
                     {texts[3], 8, true},
                     {texts[4], 8, true},
                     {texts[5], 11, true},
                     {texts[6], 10}});
}

std::string verdict_of(const FlowReport& flow) {
  const auto count = [&flow](Verdict verdict) {
    return std::ranges::count(flow.checks, verdict, &Check::verdict);
  };
  const auto wrong = count(Verdict::differs), right = count(Verdict::agrees);
  return wrong ? fmt::format("DIFFERS in {} of {}", wrong, counted(wrong + right, "check"))
         : flow.checks.empty() ? "nothing to judge"
                               : fmt::format("agrees in {}", counted(right, "check"));
}

void print_summary(const Report& report) {
  fmt::print("\n{}", summary_row({"flow", "what it is", "status", "t_form", "t_break",
                                  "E-E_0 (end)", "verdict"}));
  for (const FlowReport& flow : report.flows)
    fmt::print("{}",
               summary_row({flow.name, flow.description, flow.status, measured(flow, "t_form"),
                            measured(flow, "t_break"), measured(flow, "end"), verdict_of(flow)}));
}

/// Those that say more than that they agree; how many others there are.
void print_folded(const std::vector<Check>& checks) {
  std::vector<Check> told;
  std::ranges::copy_if(checks, std::back_inserter(told), [](const Check& c) {
    return c.verdict != Verdict::agrees || !c.detail.empty();
  });
  print_checks(told);
  if (const std::size_t rest = checks.size() - told.size())
    fmt::print("{}", check_row("agrees", counted(rest, "check"), "", "", "", ""));
}

/// Of several files those checks that differ, or of which there is no theory.
void print(const Report& report, bool folded) {
  const auto print_them = [folded](const std::vector<Check>& checks) {
    folded ? print_folded(checks) : print_checks(checks);
  };
  fmt::print("{}\n{}", report.file,
             check_row("verdict", "quantity (what is stated of it)", "theory", "measured", "off by",
                       "allowed"));
  print_them(report.checks);
  for (const FlowReport& flow : report.flows) {
    fmt::print("\n{}", paragraph(fmt::format("{}: {}; {}, {}", flow.name, flow.description,
                                             flow.status, flow.reason),
                                 0, 2));
    if (!flow.looked_at.empty())
      fmt::print(
          "{}",
          paragraph(fmt::format("sums over pairs of latents look at {}", flow.looked_at), 2, 4));
    print_them(flow.checks);
  }
  print_summary(report);
}

/// What an agreement does not say: which flows warned or failed, and what of them was judged.
void print_unfinished(const std::vector<Report>& reports) {
  const auto tell = [](const std::string& sentence) {
    fmt::print("{}", paragraph(sentence, 0, 2));
  };
  for (const Report& report : reports)
    for (const FlowReport& flow : report.flows) {
      if (!flow.warned.empty())
        tell(fmt::format("Flow '{}' of {} warned when it ran: {}.", flow.name, report.file,
                         flow.warned));
      if (flow.status != "done")
        tell(fmt::format("Flow '{}' of {} {}: {}. {}", flow.name, report.file,
                         flow.status == "failed" ? "FAILED" : "did not finish",
                         flow.reason.empty() ? flow.status : flow.reason,
                         flow.checks.empty() ? "It has no rows to judge."
                                             : "It is judged by the rows that it has."));
    }
}

std::string conclusion_of(const Comparison& comparison) {
  std::vector<std::string> told;
  for (const Report& report : comparison.reports)
    for (const FlowReport& flow : report.flows)
      told.push_back(unfinished(flow, comparison.reports.size() > 1 ? " of " + report.file : ""));
  return conclusion(comparison.differs() ? "DIFFERS: see the lines above that say so"
                                         : "Agrees with theory wherever there is one",
                    told);
}

void print(const Comparison& comparison) {
  const bool folded = comparison.reports.size() > 1;
  for (const Report& report : comparison.reports) {
    if (&report != &comparison.reports.front()) fmt::print("\n");
    print(report, folded);
  }
  if (folded)
    fmt::print("\n{}",
               paragraph("`simclr-flow compare` of one file prints each check that agrees.", 0, 2));
  print_pairs(comparison.between);
  print_solutions(comparison.against);
  fmt::print("\n");
  print_unfinished(comparison.reports);
  fmt::print("{}", paragraph(conclusion_of(comparison), 0, 2));
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
    fmt::print("{}", with_head("comparison", to_json(comparison), options.command_line));
  else
    print(comparison);
  return comparison.differs() ? exit_code::differs : exit_code::done;
}

}  // namespace simclr_flow
