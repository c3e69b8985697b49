#include "simclr_flow/judge/compare.hpp"

#include <fmt/format.h>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/registry.hpp"

namespace simclr_flow {
namespace {

std::string shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : "-";
}

void print_checks(const std::vector<Check>& checks) {
  for (const Check& c : checks) {
    const std::string theory = c.theory ? fmt::format("{:.6g}", *c.theory) : c.theory_text;
    fmt::print("  {:<9}  {:<46}  theory {:<38}  measured {:<12}", verdict_name(c.verdict),
               c.quantity, theory.empty() ? "-" : theory, shown(c.measured));
    if (c.theory) fmt::print("  off by {:.2g} (allowed {:.2g})", c.difference, c.tolerance);
    if (c.status != "definition" && c.status != "measured") fmt::print("  [{}]", c.status);
    fmt::print("\n");
    if (c.verdict == Verdict::differs)
      fmt::print("             {}{}{}\n", c.id,
                 c.tolerance_reason.empty() ? "" : "; tolerance: " + c.tolerance_reason,
                 c.source.empty() ? "" : "; source: " + c.source);
  }
}

void print(const Report& report) {
  fmt::print("{}\n", report.file);
  print_checks(report.checks);
  for (const FlowReport& flow : report.flows) {
    fmt::print("\n{}: {}\n  {}: {}\n", flow.name, flow.description, flow.status, flow.reason);
    print_checks(flow.checks);
  }
  fmt::print("\n{}\n", report.differs() ? "DIFFERS from theory or from itself: see the lines above"
                                        : "agrees with theory wherever there is one");
}

}  // namespace

int compare_command(const CompareOptions& options) {
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
