#include <doctest/doctest.h>

#include <boost/math/special_functions/expint.hpp>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/run.hpp"
#include "support/samples.hpp"
#include "support/slopes.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// The Gram matrix of the latents at one time, integrated without looking in between.
Points gram_at(const Flow& flow, Integrator& integrator, double time) {
  RunPlan plan;
  plan.times = {0, time};
  const RunResult result = run(flow, integrator, plan, {});
  REQUIRE(result.status.outcome == Outcome::done);
  return gram(flow.energy().manifold().ambient(flow.outputs(integrator.state())));
}

double observed_order(const Flow& flow, const Method& method, const std::vector<double>& steps) {
  const Points exact = gram_at(flow, *make_rk4({0, 0, 1e-3}), 1);
  std::vector<double> error;
  for (const double h : steps)
    error.push_back((gram_at(flow, *method.make({0, 0, h}), 1) - exact).norm());
  return log_slope(steps, error);
}

}  // namespace

TEST_CASE("order: euler and rk4 keep their order on every manifold") {
  for (const ManifoldEntry& manifold : manifolds()) {
    const Experiment e = build_experiment(sample_config(flows()[0], manifold), ".");
    for (const Method& method : methods()) {
      if (method.adaptive) continue;
      INFO(method.name, " on ", manifold.name);
      const double order = observed_order(
          *e.flows[0], method,
          method.order == 1 ? std::vector{0.004, 0.002, 0.001} : std::vector{0.1, 0.05, 0.025});
      INFO("observed order ", order);
      CHECK(std::abs(order - method.order) < 0.1);
    }
  }
}

TEST_CASE("order: the check rejects a method that claims an order it does not have") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "sphere")), ".");
  const Method claimed{"rk4", 4, false, make_euler};
  CHECK_FALSE(std::abs(observed_order(*e.flows[0], claimed, {0.1, 0.05, 0.025}) - 4) < 0.1);
}

TEST_CASE("order: outputs are interpolated and never alter steps") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "sphere")), ".");
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    RunPlan few, many;
    few.times = {0, 1};
    for (int k = 0; k <= 97; ++k) many.times.push_back(k / 97.0);
    const auto a = method.make({1e-7, 1e-9, 0.01}), b = method.make({1e-7, 1e-9, 0.01});
    const RunResult sparse = run(*e.flows[0], *a, few, {}), dense = run(*e.flows[0], *b, many, {});
    CHECK(sparse.steps == dense.steps);
    CHECK(a->state() == b->state());
  }
}

TEST_CASE("order: every method interpolates to its own accuracy") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "circle")), ".");
  const Flow& flow = *e.flows[0];
  const Points exact = gram_at(flow, *make_rk4({0, 0, 1e-3}), 0.537);
  struct Keep final : Observer {
    Points at;
    void observe(const Snapshot& s) override {
      if (s.time == 0.537) at = gram(s.latents);
    }
  };
  const std::pair<const char*, double> allowed[] = {
      {"euler", 1e-3}, {"rk4", 1e-7}, {"dopri5", 1e-6}, {"bdf", 1e-5}};
  for (const auto& [name, tolerance] : allowed) {
    CAPTURE(name);
    Keep keep;
    Observer* const observers[] = {&keep};
    RunPlan plan;
    plan.times = {0, 0.537, 1};
    const auto integrator =
        entry(methods(), name).make({1e-7, 1e-9, 0.01 / (name[0] == 'e' ? 10 : 1)});
    CHECK(run(flow, *integrator, plan, observers).status.outcome == Outcome::done);
    CHECK((keep.at - exact).norm() < tolerance);
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
    const auto integrator = method.make({1e-9, 1e-11, method.order == 1 ? 1e-5 : 1e-3});
    RunPlan plan;
    plan.times = {0, 1};
    REQUIRE(run(*flow, *integrator, plan, {}).status.outcome == Outcome::done);
    const double r = integrator->state()[1] - integrator->state()[0];
    CHECK(time_of(r) == doctest::Approx(1).epsilon(method.order == 1 ? 1e-4 : 1e-6));
  }
}

TEST_CASE("order: a flow that blows up ends with a sentence, for every method") {
  struct Blowup final : Flow {
    Blowup() : Flow(LatentEnergy(make_euclidean(1), make_simclr(gauss(1)), 1)) {}
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
    RunPlan plan;
    plan.times = {0, 1e6};
    plan.max_steps = 100000;
    const auto integrator = method.make({1e-6, 1e-8, 0.1});
    const RunResult result = run(flow, *integrator, plan, {});
    CHECK(result.status.outcome == Outcome::failed);
    CHECK(result.status.reason.size() > 20);
    CHECK(integrator->state().allFinite());
  }
}
