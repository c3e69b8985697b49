#include "make_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace simclr_flow {
namespace {

Check named(std::string id, std::string quantity) {
  Check check;
  check.id = std::move(id);
  check.quantity = std::move(quantity);
  return check;
}

Check bound_check(Check check, double beyond, bool holds, double tolerance, std::string reason) {
  check.difference = beyond;
  check.tolerance = tolerance;
  check.tolerance_reason = std::move(reason);
  check.verdict = holds ? Verdict::agrees : Verdict::differs;
  return check;
}

}  // namespace

Check numeric_check(std::string id, std::string quantity, double theory, double measured,
                    double tolerance, std::string reason) {
  Check check = named(std::move(id), std::move(quantity));
  check.theory = theory;
  check.measured = measured;
  check.status = "definition";
  const double off = measured - theory;
  return bound_check(std::move(check), off, std::abs(off) <= tolerance, tolerance,
                     std::move(reason));
}

Check yes_no_check(std::string id, std::string quantity, std::string theory, bool holds,
                   double measured) {
  Check check = named(std::move(id), std::move(quantity));
  check.theory_text = std::move(theory);
  check.measured = measured;
  check.verdict = holds ? Verdict::agrees : Verdict::differs;
  check.status = "definition";
  return check;
}

Check lower_bound_check(std::string id, std::string quantity, std::string theory, double bound,
                        double measured, double tolerance, std::string reason) {
  Check check =
      yes_no_check(std::move(id), std::move(quantity), std::move(theory), false, measured);
  return bound_check(std::move(check), std::min(measured - bound, 0.0),
                     measured >= bound - tolerance, tolerance, std::move(reason));
}

Check upper_bound_check(std::string id, std::string quantity, double bound, double measured,
                        double tolerance, std::string reason) {
  Check check = yes_no_check(std::move(id), std::move(quantity), fmt::format("at most {:g}", bound),
                             false, measured);
  return bound_check(std::move(check), std::max(measured - bound, 0.0),
                     measured <= bound + tolerance, tolerance, std::move(reason));
}

Check measured_check(std::string id, std::string quantity, std::optional<double> measured,
                     std::string theory, std::string source) {
  Check check = named(std::move(id), std::move(quantity));
  check.theory_text = std::move(theory);
  check.measured = measured;
  check.status = "measured";
  check.source = std::move(source);
  return check;
}

Check no_theory_check(std::string id, std::string quantity, std::string why) {
  Check check = named(std::move(id), std::move(quantity));
  check.theory_text = std::move(why);
  return check;
}

Check without_theory(Check check, const std::string& why) {
  check.theory_text = why;
  check.verdict = Verdict::no_theory;
  check.status.clear();
  return check;
}

}  // namespace simclr_flow
