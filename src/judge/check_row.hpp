#pragma once
// A row of the table of checks. Private to judge.
#include <string_view>
#include <variant>
#include <vector>

#include "findings.hpp"
#include "judged.hpp"
#include "judged_file.hpp"

namespace simclr_flow {

using FileCheck = Findings (*)(const JudgedFile&);
using FlowCheck = Findings (*)(const Judged&);
/// Made where two flows, or the runs of an ensemble, are compared.
using ElsewhereMade = std::monostate;

struct CheckRow {
  /// Of all that the function may find; `rate.<l>` stands for rate.1, rate.2, ...
  std::vector<std::string_view> ids;
  std::string_view statement, applies_to;
  std::variant<ElsewhereMade, FileCheck, FlowCheck> function;
  bool is_gate = false;  ///< nothing more is judged of a flow that has not begun, or differs here

  bool lists(std::string_view id) const;
};

}  // namespace simclr_flow
