#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ensemble.hpp"
#include "simclr_flow/build/registry.hpp"

namespace simclr_flow {
namespace {

std::string shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.5g}", *value) : "-";
}

constexpr const char* row = "  {:<9}  {:<50}  {:<29}  {:<11}  {:<9}  {:<7}  {}\n";

void print_checks(const std::vector<Check>& checks) {
  for (const Check& c : checks) {
    const bool named = c.status == "proven" || c.status == "numerical" || c.status == "conjecture";
    fmt::print(row, verdict_name(c.verdict), c.quantity,
               c.theory                ? shown(c.theory)
               : c.theory_text.empty() ? "-"
                                       : c.theory_text,
               shown(c.measured), c.theory ? fmt::format("{:.2g}", c.difference) : "",
               c.theory ? fmt::format("{:.1g}", c.tolerance) : "", named ? c.status : "");
    if (c.verdict == Verdict::differs)
      fmt::print("             {}: off by {:.3g}{}{}\n", c.id, c.difference,
                 c.tolerance_reason.empty() ? "" : "; tolerance: " + c.tolerance_reason,
                 c.source.empty() ? "" : "; source: " + c.source);
  }
}

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
                     : fmt::format("agrees in {} checks", right));
  }
}

void print(const Report& report) {
  fmt::print("{}\n", report.file);
  fmt::print(row, "verdict", "quantity", "theory", "measured", "off by", "allowed", "statement");
  print_checks(report.checks);
  for (const FlowReport& flow : report.flows) {
    fmt::print("\n{}: {}; {}, {}\n", flow.name, flow.description, flow.status, flow.reason);
    print_checks(flow.checks);
  }
  print_summary(report);
  fmt::print("\n{}\n", report.differs() ? "DIFFERS: see the lines above that say so"
                                        : "Agrees with theory wherever there is one.");
}

}  // namespace

int compare_command(const CompareOptions& options) {
  if (std::filesystem::is_directory(options.file)) return compare_ensemble(options);
  const auto expectations =
      options.expected.empty() ? std::vector<Expectation>{} : read_expectations(options.expected);
  const Report report = compare(read_run(options.file), vocabulary(), expectations);
  if (options.json)
    fmt::print("{}\n", to_json(report));
  else
    print(report);
  return report.differs() ? exit_code::differs : exit_code::done;
}

}  // namespace simclr_flow
