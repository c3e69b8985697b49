// What must hold of a file before its flows are judged.
#include <fmt/format.h>

#include <algorithm>

#include "check_table.hpp"
#include "judged_file.hpp"
#include "make_check.hpp"

namespace simclr_flow {

const StoredFlow* find_flow(const StoredRun& run, const std::string& name) {
  const auto found = std::ranges::find(run.flows, name, &StoredFlow::name);
  return found == run.flows.end() ? nullptr : &*found;
}

Findings check_configuration(const JudgedFile& file) {
  return yes_no_check("configuration", "resolved configuration", "follows from the verbatim one",
                      file.follows && file.config.seed == file.run.seed, 0);
}

/// Recomputed minimum against the stored one; both absent is agreement too.
Findings check_minimum(const JudgedFile& file) {
  const std::string quantity = "stored minimum of the energy";
  const std::optional<theory::Minimum>& minimum = file.minimum;
  const std::optional<StoredMinimum>& stored = file.run.minimum;
  if (!minimum || !stored)
    return yes_no_check("minimum", quantity, minimum ? "a proven minimum is stored" : "none stored",
                        !minimum && !stored, stored ? 1 : 0);
  Check check = numeric_check("minimum", quantity, minimum->value, stored->energy, 1e-12,
                              "rounding of one quadrature");
  check.source = minimum->source;
  check.status = minimum->status;
  return check;
}

Findings check_stored_flows(const JudgedFile& file) {
  Findings found;
  for (const FlowConfig& flow : file.config.flows)
    if (!find_flow(file.run, flow.name))
      found.checks.push_back(yes_no_check("flow-stored",
                                          fmt::format("flow '{}' of the configuration", flow.name),
                                          "is stored", false, 0));
  return found;
}

}  // namespace simclr_flow
