#include "simclr_flow/flow/run.hpp"

#include <fmt/format.h>

#include <cmath>

namespace simclr_flow {
namespace {

/// Shows the flow's state at one time to all observers; false if anything in it is not finite.
bool show(const Flow& flow, Index step, double time, State x,
          std::span<Observer* const> observers) {
  flow.retract(x);
  const Points y = flow.outputs(x);
  const Points z = flow.energy().manifold().ambient(y);
  const Snapshot snapshot{step,
                          time,
                          y,
                          z,
                          flow.energy().evaluate(y, nullptr),
                          flow.energy().gradient_norm(y),
                          flow.dissipation(x)};
  const double measured = snapshot.energy + snapshot.gradient_norm + snapshot.dissipation;
  if (!std::isfinite(measured) || !z.allFinite()) return false;
  for (Observer* observer : observers) observer->observe(snapshot);
  return true;
}

}  // namespace

RunResult run(const Flow& flow, Integrator& integrator, const RunPlan& plan,
              std::span<Observer* const> observers) {
  Index step = 0;
  const auto not_finite = [&step](double t) -> RunResult {
    return {{Outcome::failed,
             fmt::format("the latents or their energy are not finite at t = {:.6g}", t)},
            step};
  };
  integrator.start(flow, plan.times.front(), flow.initial_state());
  if (!show(flow, 0, plan.times.front(), integrator.state(), observers))
    return not_finite(plan.times.front());
  double last_shown = plan.times.front();
  const auto stop_early = [&](Status status) -> RunResult {
    if (integrator.time() > last_shown)
      show(flow, step, integrator.time(), integrator.state(), observers);
    return {std::move(status), step};
  };
  for (auto next = plan.times.begin() + 1; next != plan.times.end();) {
    if (plan.interrupted())
      return stop_early({Outcome::interrupted,
                         fmt::format("interrupted by a signal at t = {:.6g}", integrator.time())});
    if (plan.max_steps && step >= plan.max_steps)
      return stop_early({Outcome::failed, fmt::format("{} steps reached t = {:.6g} of {:.6g}", step,
                                                      integrator.time(), plan.times.back())});
    const Status status = integrator.advance(plan.times.back());
    if (status.outcome == Outcome::failed) return stop_early(status);
    ++step;
    plan.stepped(integrator);
    for (; next != plan.times.end() && *next <= integrator.time(); ++next) {
      if (!show(flow, step, *next, integrator.interpolate(*next), observers))
        return not_finite(*next);
      last_shown = *next;
    }
  }
  return {{Outcome::done, fmt::format("reached t = {:.6g} in {} steps", plan.times.back(), step)},
          step};
}

}  // namespace simclr_flow
