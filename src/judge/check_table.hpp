#pragma once
// The one table of checks, and the checks that it runs: nothing else calls them. Private to judge.
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

/// In the order of a judgement.
const std::vector<CheckRow>& check_table();

Findings check_configuration(const JudgedFile& file);
Findings check_minimum(const JudgedFile& file);
Findings check_stored_flows(const JudgedFile& file);

Findings check_frames(const Judged& judged);
Findings check_clock(const Judged& judged);
Findings check_manifold(const Judged& judged);
Findings check_angles(const Judged& judged);
Findings check_plain_sums(const Judged& judged);
Findings check_state(const Judged& judged);
Findings check_velocity(const Judged& judged);
Findings check_dissipation(const Judged& judged);
Findings check_identity(const Judged& judged);
Findings check_gap(const Judged& judged);
Findings check_monotone(const Judged& judged);
Findings check_kernel(const Judged& judged);
Findings check_persistence(const Judged& judged);
Findings check_conserved(const Judged& judged);
Findings check_order(const Judged& judged);
Findings check_mean(const Judged& judged);
Findings check_measures(const Judged& judged);
Findings check_held_out(const Judged& judged);
Findings check_neurons(const Judged& judged);
Findings check_bounds(const Judged& judged);
Findings check_moments(const Judged& judged);
Findings check_rates(const Judged& judged);
Findings check_travel(const Judged& judged);
Findings check_distinct(const Judged& judged);
Findings check_mean_field(const Judged& judged);
Findings check_local_limit(const Judged& judged);
Findings check_times(const Judged& judged);
Findings check_expectations(const Judged& judged);

}  // namespace simclr_flow
