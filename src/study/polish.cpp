// Newton's method for stationary states.

#include <vector>

#include "hessian_operator.hpp"
#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/study/stationary_point.hpp"

namespace simclr_flow {
namespace {

constexpr Index most_steps = 50, most_halvings = 10, patience = 8, longest_detour = 4;
/// Of the gradient, by the linear model of an iterative solution: less would move latents along
/// directions that are flat but for rounding.
constexpr double share_left = 1e-4;
/// Relative to the largest, the pivots of an orthogonal decomposition that count as 0: the next
/// where rounding in flat directions spoils the step.
constexpr double flat[] = {1e-13, 1e-10, 1e-7};

/// x moved by a step and brought to normal form.
State moved(const Flow& flow, const State& x, const State& step) {
  State there = x + step;
  flow.retract(there);
  return there;
}

/// A u = force, without a matrix. Directions in which E is flat but for rounding are left alone.
State solved(const ReducedHessian& hessian, const State& force) {
  const HessianOperator map(hessian);
  Eigen::MINRES<HessianOperator, Eigen::Lower | Eigen::Upper, Eigen::IdentityPreconditioner> solver;
  solver.setMaxIterations(hessian.size());
  solver.setTolerance(share_left);
  solver.compute(map);
  return hessian.without_symmetries(solver.solve(force));
}

/// Newton's steps as velocities of the state, the best first.
std::vector<State> newton_steps(const Flow& flow, const State& x, Index dense) {
  const ReducedHessian hessian(flow, x);
  State velocity;
  flow.rhs(x, velocity);
  const State force = hessian.without_symmetries(hessian.frame().reduce(velocity));
  if (force.norm() == 0) return {};
  if (hessian.size() > dense) return {hessian.frame().embed(solved(hessian, force))};
  auto steps = least_norm_solutions(hessian.matrix(), hessian.restricted(force), flat);
  for (State& step : steps) step = hessian.frame().embed(hessian.expanded(step));
  return steps;
}

/// Moves x there if that lowers the gradient.
bool lowers(const Flow& flow, const State& there, State& x, FirstOrder& at) {
  const FirstOrder here = flow.first_order(there);
  if (!(here.gradient_norm < at.gradient_norm)) return false;
  x = there;
  at = here;
  return true;
}

/// Along a curved valley a step leaves its floor by the square of the step, where forces are larger
/// than those along a flat floor; the next steps lead back.
bool take_detour(const Flow& flow, State& x, FirstOrder& at, const State& first, Index dense) {
  State there = moved(flow, x, first);
  double forces = flow.first_order(there).gradient_norm;
  for (Index k = 0; k < longest_detour; ++k) {
    const std::vector<State> steps = newton_steps(flow, there, dense);
    if (steps.empty()) return false;
    there = moved(flow, there, steps.front());
    if (lowers(flow, there, x, at)) return true;
    const double now = flow.first_order(there).gradient_norm;
    if (!(now < forces / 2)) return false;
    forces = now;
  }
  return false;
}

/// One step, Newton's or a part of it, or Newton's and the next ones, if any lowers the gradient.
bool take_step(const Flow& flow, State& x, FirstOrder& at, Index dense) {
  std::vector<State> steps = newton_steps(flow, x, dense);
  if (steps.empty()) return false;
  if (lowers(flow, moved(flow, x, steps.front()), x, at)) return true;
  if (take_detour(flow, x, at, steps.front(), dense)) return true;
  for (Index k = 0; k < most_halvings; ++k)
    for (State& step : steps) {
      if (lowers(flow, moved(flow, x, step), x, at)) return true;
      step /= 2;
    }
  return false;
}

}  // namespace

Index polish(const Flow& flow, State& x, double tolerance, Index dense) {
  flow.retract(x);
  FirstOrder at = flow.first_order(x);
  for (Index steps = 0; steps < most_steps; ++steps) {
    const double before = at.gradient_norm;
    if (at.residual == 0 || !take_step(flow, x, at, dense)) return steps;
    if (at.gradient_norm > before / 2 && (at.residual <= tolerance || steps > patience))
      return steps + 1;
  }
  return most_steps;
}

}  // namespace simclr_flow
