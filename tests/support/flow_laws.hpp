#pragma once
// The laws of flows.
#include <doctest/doctest.h>

#include <optional>

#include "simclr_flow/core/taylor_slope.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

inline double energy_at(const Flow& flow, const State& x) { return flow.first_order(x).energy; }

/// A direction in which x can move to both sides: coordinates at walls stay.
inline State free_direction(const Flow& flow, const State& x) {
  State v = 0.1 * random_state(x.size(), 12);
  const Points walls = flow.manifold().walls(flow.outputs(x));
  for (Index k = 0; k < walls.size(); ++k)
    if (walls.reshaped()[k] != 0) v[k] = 0;
  return v;
}

/// Empty if the flow obeys its laws at x, else the law it breaks.
inline std::optional<std::string> broken_law(const Flow& flow, const State& x) {
  State f, moved;
  flow.rhs(x, f);
  const double h = 1e-4 / f.norm(), dissipation = flow.dissipation(x);
  const double slope = (energy_at(flow, x + h * f) - energy_at(flow, x - h * f)) / (2 * h);
  if (!(dissipation > 0)) return "the dissipation is not positive";
  if (std::abs(slope + dissipation) > 1e-6 * dissipation)
    return fmt::format("dE/dt = {:.8g}, but the dissipation is {:.8g}", slope, dissipation);
  if (const auto kernel = flow.tangent_kernel(x)) {
    const Points y = flow.outputs(x);
    const Points gradient = flow.output_gradient(x);
    Points force(y.rows(), y.cols());
    kernel->apply(gradient, force);
    const Points speed = (flow.outputs(x + h * f) - flow.outputs(x - h * f)) / (2 * h);
    if ((speed + force).norm() > 1e-6 * force.norm()) return "outputs move by another kernel";
    const Points& theta = kernel->matrix();
    if ((theta - theta.transpose()).norm() > 1e-12 * theta.norm()) return "an unsymmetric kernel";
  }
  const State v = free_direction(flow, x), jv = flow.linearise(x)(v);
  const double order = taylor_slope([&](double e) {
    flow.rhs(x + e * v, moved);
    return (moved - f - e * jv).norm();
  });
  if (std::abs(order - 2) > 0.15) return fmt::format("linearise: Taylor slope {:.3f}", order);
  return std::nullopt;
}

/// Off the start, where a network is no longer at its initial weights.
inline State somewhere(const Flow& flow) {
  const State start = flow.initial_state();
  return start + 0.1 * random_state(start.size(), 11);
}

}  // namespace simclr_flow::test
