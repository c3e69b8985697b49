// Going on from a checkpoint, by the library alone.
#include "support/recorded_run.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

using Maker = std::function<std::unique_ptr<Integrator>()>;

/// Empty if a run to t = 1 that stopped (after a step, or at an earlier end) and went on with new
/// objects equals one that never stopped, bit for bit; else what differs.
std::string difference(const Flow& flow, const Maker& make, double end, Index stop_after) {
  RecordedRun whole(flow, make(), 1), first(flow, make(), end, stop_after), second(flow, make(), 1);
  const RunResult expected = whole.run.go(), stopped = first.run.go();
  if (!(stopped.steps < expected.steps)) return "the run did not stop early";
  second.run.restore(first.checkpoint);
  const RunResult result = second.run.go();
  auto rows = first.record.rows;
  rows.insert(rows.end(), second.record.rows.begin(), second.record.rows.end());
  if (result.steps != expected.steps) return "the number of steps";
  if (second.integrator->time() != whole.integrator->time()) return "the time";
  if (second.integrator->state() != whole.integrator->state()) return "the state";
  if (rows != whole.record.rows) return "the rows";
  for (std::size_t kind = 0; kind < Audit::names.size(); ++kind)
    if (second.audit.warnings()[kind].count != whole.audit.warnings()[kind].count)
      return "the warnings";
  return "";
}

Experiment sample(std::string_view flow, std::string_view manifold) {
  return build_experiment(sample_config(entry(flows(), flow), entry(manifolds(), manifold)), ".");
}

StepControl control() { return {.rtol = 1e-9, .atol = 1e-11, .step = 0.01}; }

/// Descents by every rule.
std::vector<StepControl> descents() {
  std::vector<StepControl> all;
  for (const auto rule : {Descent::Rule::plain, Descent::Rule::momentum, Descent::Rule::adam}) {
    all.push_back(control());
    all.back().descent.rule = rule;
  }
  return all;
}

/// Draws for its steps: a right-hand side that differs from step to step.
struct Drawing final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  void sampled_rhs(Index step, const State& x, State& dxdt) const override {
    rhs(x, dxdt);
    dxdt *= 1 + 0.1 * static_cast<double>(step % 5);
  }
  bool stochastic() const override { return true; }
};

}  // namespace

TEST_CASE("resume: one-step methods go on bit for bit, to the same end or a later one") {
  for (const auto& [kind, manifold] : flow_samples()) {
    if (manifold.name == "euclidean") continue;
    const Experiment e = build_experiment(sample_config(kind, manifold), ".");
    for (const Method& method : methods()) {
      if (!method.one_step || !method.integrates) continue;
      INFO(kind.name, " on ", manifold.name, " by ", method.name);
      const Maker make = [&] { return method.make(control()); };
      CHECK(difference(*e.courses[0].flow, make, 1, 0) == "");
      CHECK(difference(*e.courses[0].flow, make, 1, 2) == "");
      CHECK(difference(*e.courses[0].flow, make, 0.237, -1) == "");
    }
  }
}

TEST_CASE("resume: descents go on bit for bit by every rule, also where steps are drawn") {
  const Experiment e = sample("particle", "sphere");
  const Drawing drawing(*e.courses[0].flow);
  for (const StepControl& rule : descents())
    for (const Flow& flow : {std::cref<Flow>(*e.courses[0].flow), std::cref<Flow>(drawing)}) {
      INFO("rule ", int(rule.descent.rule), ", drawing ", flow.stochastic());
      const Maker make = [&] { return make_gradient_descent(rule); };
      CHECK(difference(flow, make, 1, 43) == "");
      CHECK(difference(flow, make, 0.537, -1) == "");
    }
}

TEST_CASE("resume: a resume that forgets the step size is noticed") {
  const Experiment e = sample("particle", "circle");
  int made = 0;
  const Maker make = [&] {  // the third integrator is the one that goes on
    StepControl c = control();
    if (++made == 3) c.max_step = 0.01;
    return make_dopri5(c);
  };
  CHECK(difference(*e.courses[0].flow, make, 1, 5) == "the number of steps");
}

TEST_CASE("resume: multistep methods go on within their tolerances") {
  for (const std::string_view manifold : {"circle", "sphere"})
    for (const Method& method : methods()) {
      if (method.one_step) continue;
      INFO(method.name, " on ", manifold);
      const Experiment e = sample("particle", manifold);
      const Flow& flow = *e.courses[0].flow;
      RecordedRun first(flow, method.make(control()), 1, 20),
          second(flow, method.make(control()), 1);
      first.run.go();
      second.run.restore(first.checkpoint);
      REQUIRE(second.run.go().status.outcome == Outcome::done);
      const State end = second.integrator->interpolate(1);
      const Points z = flow.manifold().ambient(flow.outputs(end));
      const Points exact = gram_at(flow, *make_dopri5({.rtol = 1e-11, .atol = 1e-12}), 1);
      CHECK((gram(z) - exact).norm() < 1e-5);
      CHECK(first.record.rows.size() + second.record.rows.size() > 32);
    }
}
