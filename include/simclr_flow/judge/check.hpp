#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/judge/time_table.hpp"

namespace simclr_flow {

enum class Verdict { agrees, differs, no_theory };

/// One line of a judgement: what theory says, what was measured, and the verdict.
struct Check {
  std::string id;        ///< stable name
  std::string quantity;  ///< what was looked at, in words
  std::optional<double> theory;
  std::string theory_text;  ///< shown where theory is no number, e.g. "in [0, 1]"
  std::optional<double> measured;
  double difference = 0;
  double tolerance = 0;
  std::string tolerance_reason;
  Verdict verdict = Verdict::no_theory;
  std::string status;  ///< proven, numerical, conjecture, definition
  std::string source;
  std::string detail = {};  ///< what was found, where no number says it
};

struct FlowReport {
  std::string name, kind, description, status, reason;
  std::vector<Check> checks;
  std::vector<SolutionSeries> solutions;  ///< of the continuum that it was held against
  std::string warned = {};  ///< what the run itself counted that no flow does; empty if nothing
  /// What sums over pairs looked at, e.g. "4 of 11 rows"; empty if at everything.
  std::string looked_at = {};
};

struct Report {
  std::string schema, file;
  std::vector<Check> checks;  ///< of the file as a whole
  std::vector<FlowReport> flows;

  bool differs() const;
};

std::string verdict_name(Verdict verdict);

/// The report as JSON: {schema, file, checks, flows: [{name, kind, description, status,
/// reason, warned, looked_at, checks, solutions}]}.
std::string to_json(const Report& report);

}  // namespace simclr_flow
