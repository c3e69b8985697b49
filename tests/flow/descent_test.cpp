#include <doctest/doctest.h>

#include "simclr_flow/flow/run.hpp"
#include "support/descents.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

const Descent momentum{.rule = Descent::Rule::momentum, .momentum = 0.8};
const Descent adam{.rule = Descent::Rule::adam, .beta1 = 0.8, .beta2 = 0.9, .epsilon = 1e-3};

/// The states that a descent visits.
std::vector<State> path(const Flow& flow, Integrator& integrator, int steps) {
  integrator.start(flow, 0, flow.initial_state());
  std::vector<State> visited{integrator.state()};
  for (int k = 0; k < steps; ++k) {
    REQUIRE(integrator.advance().outcome == Outcome::running);
    visited.push_back(integrator.state());
  }
  return visited;
}

std::vector<State> path(const Flow& flow, const Descent& rule, int steps) {
  return path(flow, *make_gradient_descent({.step = rate, .descent = rule}), steps);
}

/// The same by loops over single numbers, written out from the papers.
std::vector<State> plain_path(const Flow& flow, const Descent& rule, int steps) {
  State x = flow.initial_state(), m = State::Zero(x.size()), s = m, v;
  std::vector<State> visited{x};
  for (int k = 0; k < steps; ++k) {
    flow.sampled_rhs(k, x, v);
    double beta1_power = 1, beta2_power = 1;
    for (int j = 0; j <= k; ++j) beta1_power *= rule.beta1, beta2_power *= rule.beta2;
    for (Index i = 0; i < x.size(); ++i) {
      const double g = -v[i];
      if (rule.rule == Descent::Rule::plain) x[i] -= rate * g;
      if (rule.rule == Descent::Rule::momentum) x[i] -= rate * (m[i] = rule.momentum * m[i] + g);
      if (rule.rule != Descent::Rule::adam) continue;
      m[i] = rule.beta1 * m[i] + (1 - rule.beta1) * g;
      s[i] = rule.beta2 * s[i] + (1 - rule.beta2) * g * g;
      x[i] -=
          rate * (m[i] / (1 - beta1_power)) / (std::sqrt(s[i] / (1 - beta2_power)) + rule.epsilon);
    }
    visited.push_back(x);
  }
  return visited;
}

double distance(const std::vector<State>& a, const std::vector<State>& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) largest = std::max(largest, (a[k] - b[k]).norm());
  return largest;
}

}  // namespace

TEST_CASE("descent: plain steps without sampling are Euler's, bit for bit") {
  const double step = 0x1p-7;  // all multiples are exact, and so are Euler's steps between them
  for (const FlowEntry& kind : flows()) {
    CAPTURE(kind.name);
    const Experiment e = build_experiment(sample_config(kind, entry(manifolds(), "circle")), ".");
    const auto euler = make_euler({.step = step}), descent = make_gradient_descent({.step = step}),
               slower = make_gradient_descent({.step = step, .descent = momentum});
    const auto visited = path(*e.courses[0].flow, *euler, 5);
    CHECK(distance(path(*e.courses[0].flow, *descent, 5), visited) == 0);
    CHECK(distance(path(*e.courses[0].flow, *slower, 5), visited) > 1e-8);
  }
}

TEST_CASE("descent: every rule takes the steps of its recurrence") {
  const Experiment e = build_experiment(sampled_config(), ".");
  const Flow& flow = *e.courses[0].flow;
  Descent slower = momentum, other = adam, large = adam;
  slower.momentum = 0.79;
  other.beta2 = 0.91;
  large.epsilon = 2e-3;
  for (const Descent& rule : {Descent{}, momentum, adam})
    CHECK(distance(path(flow, rule, 5), plain_path(flow, rule, 5)) < 1e-14);
  CHECK(distance(path(flow, slower, 5), plain_path(flow, momentum, 5)) > 1e-8);
  CHECK(distance(path(flow, other, 5), plain_path(flow, adam, 5)) > 1e-8);
  CHECK(distance(path(flow, large, 5), plain_path(flow, adam, 5)) > 1e-8);
}

TEST_CASE("descent: the first step of Adam is rate times the sign, up to epsilon") {
  const Experiment e = build_experiment(sampled_config(), ".");
  const Flow& flow = *e.courses[0].flow;
  Descent rule = adam;
  rule.epsilon = 1e-12;
  const auto visited = path(flow, rule, 1);
  State v;
  flow.sampled_rhs(0, visited[0], v);
  REQUIRE(v.cwiseAbs().minCoeff() > 1e-7);
  CHECK((visited[1] - visited[0] - State(rate * v.cwiseSign())).cwiseAbs().maxCoeff() <
        1e-5 * rate);
}

TEST_CASE("descent: a checkpoint goes on with the very steps and draws it would have taken") {
  const Experiment e = build_experiment(sampled_config(), ".");
  const Flow& flow = *e.courses[0].flow;
  for (const Descent& rule : {Descent{}, momentum, adam}) {
    const StepControl control{.step = rate, .descent = rule};
    const auto whole = make_gradient_descent(control), first = make_gradient_descent(control),
               second = make_gradient_descent(control);
    Run(flow, *whole, {.end = 9.5 * rate}, {}).go();
    Run half(flow, *first, {.end = 4.5 * rate}, {});
    half.go();
    Run rest(flow, *second, {.end = 9.5 * rate}, {});
    rest.restore(half.checkpoint());
    rest.go();
    CHECK(second->state() == whole->state());
    CHECK(second->state() != first->state());
  }
}

TEST_CASE("descent: its description says that it is no flow") {
  const auto words = [](const RunConfig& c) { return describe_flow(c.flows[0], c.views); };
  CHECK(words(sampled_config("batch = 4\nrule = \"adam\"")) ==
        "network descent, tanh, width 20; not a flow: adam, rate 0.01, fresh views, batch 4");
  CHECK(words(sampled_config("rule = \"momentum\"", "fixed")) ==
        "network descent, tanh, width 20; not a flow: momentum, rate 0.01");
  const auto particle = [&](const char* method) {
    return words(sample_config(flows()[0], entry(manifolds(), "circle"),
                               fmt::format("[integrator]\nmethod = \"{}\"", method)));
  };
  CHECK(particle("gradient-descent") == "particle descent; not a flow: plain, rate 0.001");
  CHECK(particle("euler") == "particle flow");
}
