// dE/dt = -dissipation, from the rows of the observables alone.
#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double share = 0.05;     // of the integral: what the audit of a run allows a step
constexpr double blind = 0.5;      // of the integral: what errors alone may make of it
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

/// The rate of E at states as far off as a step may leave them, by the probes about a stretch.
/// Where steps are longer than the time in which such an error decays, each row has the rate of an
/// error of its own: as large at every row, and gone between them.
class RateOfErrors {
 public:
  explicit RateOfErrors(const Judged& j) : judged_(j), stated_(stated(j)) {}
  /// By how much the integral of the rate from begin to end may be off.
  double integral(double begin, double end) const {
    if (!stated_) return 0;
    const auto& time = judged_.flow.pairs_clock.time;
    const auto after = [&](double t) { return std::ranges::upper_bound(time, t) - time.begin(); };
    const auto last = std::min<std::ptrdiff_t>(after(end), std::ssize(time) - 1);
    double largest = 0;
    for (auto p = std::max<std::ptrdiff_t>(after(begin) - 1, 0); p <= last; ++p)
      largest = larger(largest, rate(judged_.flow.pairs[static_cast<std::size_t>(p)], end - begin));
    return largest * (end - begin);
  }

 private:
  static std::optional<StatedFlow> stated(const Judged& j) {
    std::string why;
    return j.flow.pairs.empty() || is_sampled(j) ? std::nullopt : StatedFlow::of(j, why);
  }
  double rate(const State& x, double duration) const {
    const double root = std::sqrt(static_cast<double>(x.size())),
                 error = root * local_error(judged_, x.norm() / root);
    const State v = stated_->velocity(x), off = error / v.norm() * v;
    const double change = (stated_->velocity(x + off) - v).norm();
    if (!(error > 0 && change * duration > error)) return 0;
    return larger(stated_->dissipation(x + off), stated_->dissipation(x - off));
  }

  const Judged& judged_;
  std::optional<StatedFlow> stated_;
};

/// The stretches of a flow, each held to the integral of its rate.
class Identity {
 public:
  explicit Identity(const Judged& j) : judged_(j), sizes_(sizes_of_latents(j)) {
    for (std::size_t t = 1; t + 1 < j.flow.observables_clock.time.size(); ++t)
      if (is_resolved(j, t)) see(t);
  }
  Findings findings() const {
    const std::string id = "identity",
                      quantity = "fall of E against the integral of its rate, worst stretch";
    if (stretches_ == 0 && left_out_ > 0)
      return no_theory_check(id, quantity,
                             "steps are longer than the time in which their errors decay");
    if (stretches_ == 0) return {};
    Check check = worst_.check(
        id, quantity,
        "5 % of the integral, what rows do not resolve, 10 rtol, what atol moves E by, and the "
        "rate of errors that decay within steps");
    check.status = "proven";
    check.source = "dE/dt = -dissipation";
    return check;
  }

 private:
  /// Rows t-1, t, t+1; the rate of errors, which costs velocities, where it matters.
  void see(std::size_t t) {
    const auto [drop, simpson, trapezoid] = stretch_about(judged_, t);
    const auto& time = judged_.flow.observables_clock.time;
    double allowed = share * simpson + std::abs(simpson - trapezoid) +
                     energy_error(judged_, sizes_, t - 1, t + 1);
    if (std::abs(drop - simpson) > allowed) {
      if (!of_errors_) of_errors_.emplace(judged_);
      const double error = of_errors_->integral(time[t - 1], time[t + 1]);
      if (error > blind * simpson) return void(++left_out_);
      allowed += error;
    }
    worst_.see(simpson, drop, allowed);
    ++stretches_;
  }

  const Judged& judged_;
  Sizes sizes_;
  std::optional<RateOfErrors> of_errors_;
  Worst worst_;
  Index stretches_ = 0, left_out_ = 0;
};

}  // namespace

Findings check_identity(const Judged& j) {
  if (!j.method.integrates || !j.method.adaptive || !is_smooth(j)) return {};
  return Identity(j).findings();
}

}  // namespace simclr_flow
