#include "simclr_flow/study/stationary_point.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/study/accuracy.hpp"

namespace simclr_flow {
namespace {

constexpr double first_handover = 1e-2, last_handover = 1e-10;

}  // namespace

double newton_reach(double temperature) { return 0.1 * std::min(1.0, std::sqrt(temperature)); }

SpectrumPlan spectrum_plan(const SearchPlan& plan, const Flow& flow, const FirstOrder& at) {
  const double length = length_scale(flow.manifold());
  return {plan.eigenvalues, plan.dense, at.gradient_norm / (undetermined * length), plan.copies};
}

FirstOrder told_from_rounding(const Flow& flow, const State& x, double tolerance) {
  FirstOrder at = flow.first_order(x);
  const double rounding = force_rounding * length_scale(flow.manifold());
  if (at.residual > tolerance && at.gradient_norm <= rounding * stiffness(flow, x)) at.residual = 0;
  return at;
}

namespace {

/// The stationary state to which Newton's method takes x.
StationaryPoint polished(const Flow& flow, const State& x, const SearchPlan& plan) {
  StationaryPoint point;
  point.x = x;
  point.newton_steps = polish(flow, point.x, plan.tolerance, plan.dense);
  point.first = told_from_rounding(flow, point.x, plan.tolerance);
  if (!(point.first.residual <= plan.tolerance)) {
    point.status = {Outcome::failed,
                    fmt::format("residual {:.2g} after {} steps of Newton's method, "
                                "tolerance {:.2g}",
                                point.first.residual, point.newton_steps, plan.tolerance)};
    return point;
  }
  point.spectrum = hessian_spectrum(flow, point.x, spectrum_plan(plan, flow, point.first));
  point.status = {Outcome::done, fmt::format("stationary to {:.1g}", point.first.residual)};
  return point;
}

/// Ends a flow where Newton's method keeps it.
class Handover final : public Observer {
 public:
  Handover(const Flow& flow, double temperature, const SearchPlan& plan)
      : flow_(flow), reach_(newton_reach(temperature)), plan_(plan) {}

  std::optional<Status> stepped(const Snapshot& s) override {
    const double residual = residual_of(flow_.first_order(s.state()), s.state());
    if (!(residual <= target_)) return std::nullopt;
    settled_ =
        holds(s.state()) || (residual <= last_handover && found_.status.outcome == Outcome::done);
    if (settled_) return Status{Outcome::done, "near a stationary state"};
    target_ = residual / 10;
    return std::nullopt;
  }
  /// Whether the last try ended the flow.
  bool has_settled() const { return settled_; }
  /// Where the last try ended.
  StationaryPoint take() { return std::move(found_); }

  /// Whether Newton's method keeps x.
  bool holds(const State& x) {
    found_ = polished(flow_, x, plan_);
    if (found_.status.outcome != Outcome::done || found_.spectrum.negative > 0) return false;
    const Index coordinates = flow_.manifold().coordinate_dim();
    return points(State(found_.x - x), coordinates).colwise().norm().maxCoeff() <= reach_;
  }

 private:
  /// The residual, of a hundredth of the forces that motions by min(1, tau) make where those before
  /// projection vanish. The stiffness is looked at once for each factor of ten.
  double residual_of(const FirstOrder& at, const State& x) {
    if (at.residual == 0) return 0;
    if (at.gradient_norm < looked_at_ / 10) {
      looked_at_ = at.gradient_norm;
      absolute_ = reach_ * reach_ * length_scale(flow_.manifold()) * stiffness(flow_, x);
    }
    return at.gradient_norm / std::max(at.gradient_norm / at.residual, absolute_);
  }

  const Flow& flow_;
  double reach_, target_ = first_handover, absolute_ = 0;
  double looked_at_ = std::numeric_limits<double>::infinity();
  SearchPlan plan_;
  StationaryPoint found_;
  bool settled_ = false;
};

constexpr double without_end = 1e300;  // forces of e^{-2/tau} take times of e^{2/tau}

}  // namespace

StationaryPoint find_stationary(const Flow& flow, Integrator& integrator, double temperature,
                                const SearchPlan& plan) {
  Handover handover(flow, temperature, plan);
  Observer* const observers[] = {&handover};
  const RunResult run =
      Run(flow, integrator, {.end = without_end, .max_steps = plan.max_steps}, observers).go();
  if (run.status.outcome == Outcome::interrupted) throw Cancelled{};
  const bool ended = handover.has_settled() || handover.holds(integrator.state());
  StationaryPoint point = handover.take();
  point.time = integrator.time();
  point.flow_steps = run.steps;
  if (!ended && point.status.outcome == Outcome::done)
    point.status = {Outcome::failed, "Newton's method went to another place"};
  if (point.status.outcome != Outcome::done)
    point.status.reason +=
        fmt::format("; the flow took {} steps: {}", run.steps, run.status.reason);
  return point;
}

}  // namespace simclr_flow
