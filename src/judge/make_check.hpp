#pragma once
// The one maker of lines of a judgement. Private to judge.
#include <optional>
#include <string>

#include "simclr_flow/judge/check.hpp"

namespace simclr_flow {

// Checks begin as definitions without a source; of a statement its status and source are set.

/// Theory and measurement as numbers; agrees iff |difference| <= tolerance.
Check numeric_check(std::string id, std::string quantity, double theory, double measured,
                    double tolerance, std::string reason);

/// Holds or does not; `measured` is what was counted or seen.
Check yes_no_check(std::string id, std::string quantity, std::string theory, bool holds,
                   double measured);

/// A number that must not be below another by more than the tolerance; `difference` is by how much
/// it is. `theory` tells the bound in words.
Check lower_bound_check(std::string id, std::string quantity, std::string theory, double bound,
                        double measured, double tolerance, std::string reason);

/// The same of a number that must not be above another: "at most" that.
Check upper_bound_check(std::string id, std::string quantity, double bound, double measured,
                        double tolerance, std::string reason);

/// A measured value, of which nothing is known, or what `theory` says. None: it was not seen.
Check measured_check(std::string id, std::string quantity, std::optional<double> measured,
                     std::string theory = "", std::string source = "");

/// Of what theory says nothing, and why.
Check no_theory_check(std::string id, std::string quantity, std::string why);

/// A check of which theory says nothing after all, and why.
Check without_theory(Check check, const std::string& why);

}  // namespace simclr_flow
