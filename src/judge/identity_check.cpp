// dE/dt = -dissipation, from the rows of the observables alone.
#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "solver_error.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double share = 0.05;     // of the integral: what the audit of a run allows a step
constexpr double variation = 0.3;  // of the log of the rate between rows that resolve it

struct Stretch {
  double drop;                ///< E at its begin minus E at its end
  double simpson, trapezoid;  ///< of the dissipation, by the two rules
};

/// Whether rows t-1, t, t+1 resolve the rate: they are within two steps, which the integrator took
/// because little happens in them, and it varies little. Rows alone may miss a whole fall of E.
bool is_resolved(const Judged& j, std::size_t t) {
  const auto& step = j.flow.observables_clock.step;
  const auto& rate = j.flow.observable("dissipation");
  const auto varies = [](double a, double b) { return !(std::abs(std::log(b / a)) <= variation); };
  return step[t + 1] - step[t - 1] <= 2 && !varies(rate[t - 1], rate[t]) &&
         !varies(rate[t], rate[t + 1]);
}

/// Rows t-1, t, t+1.
Stretch stretch_about(const Judged& j, std::size_t t) {
  const auto& time = j.flow.observables_clock.time;
  const auto& energy = j.flow.observable("energy");
  const auto& rate = j.flow.observable("dissipation");
  const double a = time[t] - time[t - 1], b = time[t + 1] - time[t];
  const double trapezoid = (a * (rate[t - 1] + rate[t]) + b * (rate[t] + rate[t + 1])) / 2;
  const double simpson = (a + b) / 6 *
                         ((2 - b / a) * rate[t - 1] + (a + b) * (a + b) / (a * b) * rate[t] +
                          (2 - a / b) * rate[t + 1]);
  return {energy[t - 1] - energy[t + 1], simpson, trapezoid};
}

}  // namespace

Findings check_identity(const Judged& j) {
  if (!j.method.integrates || !j.method.adaptive || !is_smooth(j)) return {};
  const Sizes sizes = sizes_of_latents(j);
  Worst worst;
  Index stretches = 0;
  for (std::size_t t = 1; t + 1 < j.flow.observables_clock.time.size(); ++t) {
    if (!is_resolved(j, t)) continue;
    const auto [drop, simpson, trapezoid] = stretch_about(j, t);
    const double unresolved = std::abs(simpson - trapezoid);
    worst.see(simpson, drop, share * simpson + unresolved + energy_error(j, sizes, t - 1, t + 1));
    ++stretches;
  }
  if (stretches == 0) return {};
  Check check = worst.check(
      "identity", "fall of E against the integral of its rate, worst stretch",
      "5 % of the integral, what rows do not resolve, 10 rtol and what atol moves E by");
  check.status = "proven";
  check.source = "dE/dt = -dissipation";
  return check;
}

}  // namespace simclr_flow
