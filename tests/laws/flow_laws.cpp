#include <doctest/doctest.h>

#include "support/samples.hpp"
#include "support/slopes.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

double energy_at(const Flow& flow, const State& x) {
  return flow.energy().evaluate(flow.outputs(x), nullptr);
}

template <class Visit>
void for_each_flow(const Visit& visit) {
  for (const FlowEntry& kind : flows())
    for (const ManifoldEntry& manifold : manifolds()) {
      INFO(kind.name, " on ", manifold.name);
      const Experiment e = build_experiment(sample_config(kind, manifold), ".");
      const Flow& flow = *e.flows[0];
      // Off the start, where a network is no longer at its initial weights.
      const State start = flow.initial_state();
      visit(e, flow, State(start + 0.1 * random_state(start.size(), 11)));
    }
}

}  // namespace

TEST_CASE("laws: every flow on every manifold: the linearisation is the derivative of rhs") {
  for_each_flow([](const Experiment&, const Flow& flow, const State& x) {
    const State v = random_state(x.size(), 12);
    State f, moved;
    flow.rhs(x, f);
    const State jv = flow.linearise(x)(v);
    CHECK(taylor_slope([&](double e) {
            flow.rhs(x + 0.1 * e * v, moved);
            return (moved - f - 0.1 * e * jv).norm();
          }) == doctest::Approx(2).epsilon(0.05));
  });
}

TEST_CASE("laws: every flow on every manifold: dE/dt is minus the dissipation, which is positive") {
  for_each_flow([](const Experiment&, const Flow& flow, const State& x) {
    State f;
    flow.rhs(x, f);
    const double h = 1e-4 / f.norm();
    const double slope = (energy_at(flow, x + h * f) - energy_at(flow, x - h * f)) / (2 * h);
    CHECK(flow.dissipation(x) > 0);
    CHECK(slope == doctest::Approx(-flow.dissipation(x)).epsilon(1e-6));
  });
}

TEST_CASE("laws: the particle flow dissipates the square of the gradient norm") {
  for (const ManifoldEntry& manifold : manifolds()) {
    CAPTURE(manifold.name);
    const Experiment e = build_experiment(sample_config(flows()[0], manifold), ".");
    const State x = e.flows[0]->initial_state();
    const double norm = e.flows[0]->energy().gradient_norm(e.flows[0]->outputs(x));
    CHECK(e.flows[0]->dissipation(x) == doctest::Approx(norm * norm).epsilon(1e-12));
  }
}

TEST_CASE("laws: every flow starts at the common start") {
  for (const FlowEntry& kind : flows())
    for (const ManifoldEntry& manifold : manifolds()) {
      INFO(kind.name, " on ", manifold.name);
      const Experiment e = build_experiment(sample_config(kind, manifold), ".");
      const Flow& flow = *e.flows[0];
      CHECK((flow.outputs(flow.initial_state()) - e.start).norm() < 1e-13);
    }
}

TEST_CASE("laws: the outputs of a network flow move by its empirical tangent kernel at the start") {
  const auto network = sample_config(entry(flows(), "network"), entry(manifolds(), "sphere"));
  const auto kernel = sample_config(entry(flows(), "kernel"), entry(manifolds(), "sphere"));
  const Experiment net = build_experiment(network, "."), ker = build_experiment(kernel, ".");
  const State w = net.flows[0]->initial_state(), y = ker.flows[0]->initial_state();
  State w_dot, y_dot;
  net.flows[0]->rhs(w, w_dot);
  ker.flows[0]->rhs(y, y_dot);
  const double h = 1e-4 / w_dot.norm();
  const Points moved =
      (net.flows[0]->outputs(w + h * w_dot) - net.flows[0]->outputs(w - h * w_dot)) / (2 * h);
  CHECK((moved - points(y_dot, 3)).norm() < 1e-6 * y_dot.norm());
}
