// The orders of embedded pairs, by steps of one length.
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// The order that a declared order must be seen to be at least: pairs gain as steps grow coarse.
double least_order(const Method& method) { return method.order - (method.order == 8 ? 0.5 : 0.3); }

/// Steps whose errors lie above rounding: those of order 8 are longer.
std::vector<double> lengths(const Method& method) {
  const double h = method.order == 8 ? 0.5 : 0.25;
  return {h, h / 2, h / 4};
}

/// The order on a free flow, over two halvings.
double order_on(std::string_view manifold, const Method& method) {
  const Experiment e = build_experiment(
      sample_config(entry(flows(), "particle"), entry(manifolds(), manifold)), ".");
  const Points exact = gram_at(*e.courses[0].flow, *make_fehlberg78(fixed_steps(1.0 / 256)), 1);
  return observed_order(*e.courses[0].flow, method, exact, lengths(method));
}

}  // namespace

TEST_CASE("order: embedded pairs keep their order on every manifold") {
  for (const std::string_view name : {"dopri5", "fehlberg78"})
    for (const ManifoldEntry& manifold : flow_manifolds()) {
      const Method& method = entry(methods(), name);
      const double order = order_on(manifold.name, method);
      INFO(name, " on ", manifold.name, ": observed order ", order);
      CHECK(order >= least_order(method));
      CHECK(order < method.order + 1.5);
    }
}

TEST_CASE("order: a pair that claims an order it does not have is rejected") {
  for (const ManifoldEntry& manifold : flow_manifolds()) {
    CAPTURE(manifold.name);
    const Method five{"rk4", "", 5, true, true, true, make_rk4};
    const Method eight{"dopri5", "", 8, true, true, true, make_dopri5};
    CHECK_FALSE(order_on(manifold.name, five) >= least_order(five));
    CHECK_FALSE(order_on(manifold.name, eight) >= least_order(eight));
  }
}

TEST_CASE("order: embedded pairs told to take fixed steps take them, or fail") {
  const Experiment e = build_experiment(
      sample_config(entry(flows(), "particle"), entry(manifolds(), "sphere")), ".");
  for (const auto make : {make_dopri5, make_fehlberg78}) {
    const double h = 0.25;
    const auto loose = make(fixed_steps(h));
    loose->start(*e.courses[0].flow, 0, e.courses[0].flow->initial_state());
    for (int step = 1; step <= 40; ++step) {
      REQUIRE(loose->advance().outcome == Outcome::running);
      CHECK(loose->time() == step * h);
    }
    StepControl tight = fixed_steps(h);
    tight.rtol = tight.atol = 1e-14;
    const auto strict = make(tight);
    strict->start(*e.courses[0].flow, 0, e.courses[0].flow->initial_state());
    CHECK(strict->advance().outcome == Outcome::failed);
    CHECK(strict->time() == 0);
  }
}
