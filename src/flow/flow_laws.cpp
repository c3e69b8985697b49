#include "simclr_flow/flow/flow_laws.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/taylor_slope.hpp"

namespace simclr_flow {
namespace {

State random_numbers(Index count, std::uint32_t substream) {
  return RandomStream(2026, "laws", substream).normals(count, 1);
}

/// At x, where the right-hand side is f; h f is a short way.
struct Moving {
  Moving(const Flow& of, State at) : flow(of), x(std::move(at)) {
    flow.rhs(x, f);
    h = 1e-4 / f.norm();
  }
  const Flow& flow;
  State x, f;
  double h;
};

std::string broken_dissipation(const Moving& m) {
  const auto energy_at = [&](const State& x) { return m.flow.first_order(x).energy; };
  const double dissipation = m.flow.dissipation(m.x);
  const double slope = (energy_at(m.x + m.h * m.f) - energy_at(m.x - m.h * m.f)) / (2 * m.h);
  if (!(dissipation > 0)) return "the dissipation is not positive";
  if (!(std::abs(slope + dissipation) <= 1e-6 * dissipation))
    return fmt::format("dE/dt = {:.8g}, but the dissipation is {:.8g}", slope, dissipation);
  return "";
}

/// A direction in which outputs move and masses stay.
State direction_of_outputs(const Flow& flow, const State& x) {
  State v = free_direction(flow, x);
  const State masses = flow.masses(x);
  for (Index k = 0; masses.size() > 0 && k < x.size(); ++k) {
    State moved = x;
    moved[k] += 0.1;
    if (flow.masses(moved) != masses) v[k] = 0;
  }
  return v;
}

/// output_gradient by the energy of the outputs, and by the change of E as they move.
std::string broken_gradient(const Moving& m) {
  const Points gradient = m.flow.output_gradient(m.x);
  if (const LatentEnergy* energy = m.flow.latent_energy()) {
    Points expected;
    energy->evaluate(m.flow.outputs(m.x), &expected);
    if (!((gradient - expected).norm() <= 1e-12 * expected.norm()))
      return "output_gradient is not that of latent_energy";
  }
  const State v = direction_of_outputs(m.flow, m.x);
  const double h = 1e-4 / v.norm();
  const State ahead = m.x + h * v, behind = m.x - h * v;
  const Points speed = (m.flow.outputs(ahead) - m.flow.outputs(behind)) / (2 * h);
  const double found = gradient.cwiseProduct(speed).sum();
  const double slope =
      (m.flow.first_order(ahead).energy - m.flow.first_order(behind).energy) / (2 * h);
  if (!(std::abs(found - slope) <= 1e-6 * gradient.norm() * speed.norm()))
    return fmt::format(
        "output_gradient is not dE/dy: E changes by {:.8g}, not {:.8g}, as outputs "
        "move",
        slope, found);
  return "";
}

std::string broken_kernel(const Moving& m) {
  const auto kernel = m.flow.tangent_kernel(m.x);
  if (!kernel) return "";
  const Points gradient = m.flow.output_gradient(m.x);
  Points force(gradient.rows(), gradient.cols());
  kernel->apply(gradient, force);
  const Points speed =
      (m.flow.outputs(m.x + m.h * m.f) - m.flow.outputs(m.x - m.h * m.f)) / (2 * m.h);
  if (!((speed + force).norm() <= 1e-6 * force.norm()))
    return "the outputs do not move by tangent_kernel";
  const Points& theta = kernel->matrix();
  if (!((theta - theta.transpose()).norm() <= 1e-12 * theta.norm()))
    return "tangent_kernel is not symmetric";
  return "";
}

std::string broken_linearisation(const Moving& m) {
  State moved;
  const State v = free_direction(m.flow, m.x), jv = m.flow.linearise(m.x)(v);
  const double order = taylor_slope([&](double e) {
    m.flow.rhs(m.x + e * v, moved);
    return (moved - m.f - e * jv).norm();
  });
  if (!(std::abs(order - 2) <= 0.15))
    return fmt::format("linearise is not the derivative of rhs: Taylor slope {:.3f}, not 2", order);
  return "";
}

}  // namespace

State free_direction(const Flow& flow, const State& x) {
  State v = 0.1 * random_numbers(x.size(), 12);
  const Points walls = flow.manifold().walls(flow.outputs(x));
  for (Index k = 0; k < walls.size(); ++k)
    if (walls.reshaped()[k] != 0) v[k] = 0;
  return v;
}

std::string broken_law(const Flow& flow, const State& x) {
  const Moving at(flow, x);
  for (const auto law : {broken_dissipation, broken_gradient, broken_kernel, broken_linearisation})
    if (std::string broken = law(at); !broken.empty()) return broken;
  return "";
}

std::string broken_law(const Flow& flow) {
  const State start = flow.initial_state();
  const std::string broken = broken_law(flow, start);
  return broken.empty() ? broken_law(flow, start + 0.1 * random_numbers(start.size(), 11)) : broken;
}

}  // namespace simclr_flow
