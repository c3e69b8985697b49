#include <doctest/doctest.h>

#include <boost/math/special_functions/expint.hpp>

#include "flow/energy_flow.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("order: euler and rk4 keep their order on every manifold") {
  for (const ManifoldEntry& manifold : flow_manifolds()) {
    const Experiment e = build_experiment(sample_config(flows()[0], manifold), ".");
    for (const Method& method : methods()) {
      if (method.adaptive || !method.integrates) continue;
      INFO(method.name, " on ", manifold.name);
      const double order = observed_order(
          *e.courses[0].flow, method, gram_at(*e.courses[0].flow, *make_rk4({.step = 1e-3}), 1),
          method.order == 1 ? std::vector{0.004, 0.002, 0.001} : std::vector{0.1, 0.05, 0.025});
      INFO("observed order ", order);
      CHECK(std::abs(order - method.order) < 0.1);
    }
  }
}

TEST_CASE("order: the check rejects a method that claims an order it does not have") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "sphere")), ".");
  const Method claimed{"rk4", "", 4, false, true, true, make_euler};
  const Points exact = gram_at(*e.courses[0].flow, *make_rk4({.step = 1e-3}), 1);
  CHECK_FALSE(std::abs(observed_order(*e.courses[0].flow, claimed, exact, {0.1, 0.05, 0.025}) - 4) <
              0.1);
}

TEST_CASE("order: outputs are interpolated and never alter steps") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "sphere")), ".");
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const StepControl control{.rtol = 1e-7, .atol = 1e-9, .step = 0.01};
    const auto a = method.make(control), b = method.make(control);
    std::vector<double> times;
    for (int k = 0; k <= 97; ++k) times.push_back(k / 97.0);
    Keep keep(times);
    Observer* const observers[] = {&keep};
    const RunResult sparse = Run(*e.courses[0].flow, *a, {.end = 1}, {}).go();
    const RunResult dense = Run(*e.courses[0].flow, *b, {.end = 1}, observers).go();
    CHECK(keep.seen.size() == times.size());
    CHECK(sparse.steps == dense.steps);
    CHECK(a->state() == b->state());
  }
}

TEST_CASE("order: every method interpolates to its own accuracy") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "circle")), ".");
  const Flow& flow = *e.courses[0].flow;
  const Points exact = gram_at(flow, *make_rk4({.step = 1e-3}), 0.537);
  const std::pair<const char*, double> allowed[] = {
      {"euler", 1e-3},          {"rk4", 1e-7},   {"dopri5", 1e-6}, {"fehlberg78", 1e-6},
      {"bulirsch_stoer", 1e-6}, {"adams", 1e-5}, {"bdf", 1e-5},    {"gradient-descent", 1e-3}};
  for (const auto& [name, tolerance] : allowed) {
    CAPTURE(name);
    Keep keep({0.537});
    Observer* const observers[] = {&keep};
    const Method& method = entry(methods(), name);
    const auto integrator =
        method.make({.rtol = 1e-7, .atol = 1e-9, .step = method.order == 1 ? 1e-3 : 1e-2});
    CHECK(Run(flow, *integrator, {.end = 1}, observers).go().status.outcome == Outcome::done);
    CHECK((keep.seen.at(0) - exact).norm() < tolerance);
  }
}

TEST_CASE("order: two particles on the line follow their exact solution") {
  // t(r) = (tau/4) [(3/2)(Ei(r^2/2tau) - Ei(r0^2/2tau)) + ln(r/r0)], alpha = 1
  const double tau = 0.1, r0 = 0.1;
  const auto time_of = [&](double r) {
    using boost::math::expint;
    return tau / 4 *
           (1.5 * (expint(r * r / (2 * tau)) - expint(r0 * r0 / (2 * tau))) + std::log(r / r0));
  };
  Points start(1, 2);
  start << -r0 / 2, r0 / 2;
  const auto flow =
      make_particle_flow(LatentEnergy(make_euclidean(1), make_simclr(gauss(tau)), 1), start);
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const auto integrator =
        method.make({.rtol = 1e-9, .atol = 1e-11, .step = method.order == 1 ? 1e-5 : 1e-3});
    REQUIRE(Run(*flow, *integrator, {.end = 1}, {}).go().status.outcome == Outcome::done);
    const State x = integrator->interpolate(1);
    const double r = x[1] - x[0];
    CHECK(time_of(r) == doctest::Approx(1).epsilon(method.order == 1 ? 1e-4 : 1e-6));
  }
}

TEST_CASE("order: a flow that blows up ends with a sentence, for every method") {
  struct Blowup final : EnergyFlow {
    Blowup() : EnergyFlow(LatentEnergy(make_euclidean(1), make_simclr(gauss(1)), 1)) {}
    State initial_state() const override { return State::Constant(2, 1); }
    Points outputs(const State& x) const override { return points(x, 1); }
    void rhs(const State& x, State& dxdt) const override { dxdt = x.cwiseProduct(x); }
    LinearMap linearise(const State& x) const override {
      return [x](const State& v) { return State(2 * x.cwiseProduct(v)); };
    }
    void retract(State&) const override {}
    bool needs_retraction() const override { return false; }
    double dissipation(const State&) const override { return 0; }
  };
  const Blowup flow;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const auto integrator = method.make({.rtol = 1e-6, .atol = 1e-8, .step = 0.1});
    const RunResult result = Run(flow, *integrator, {.end = 1e6, .max_steps = 100000}, {}).go();
    CHECK(result.status.outcome == Outcome::failed);
    CHECK(result.status.reason.size() > 20);
    CHECK(integrator->state().allFinite());
  }
}
