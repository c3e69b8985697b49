#include "simclr_flow/flow/audit.hpp"

#include "support/runs.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Experiment sample(std::string_view flow, std::string_view manifold, std::string_view more = "") {
  FlowEntry kind = entry(flows(), flow);
  if (!more.empty()) kind.sample = more;
  return build_experiment(sample_config(kind, entry(manifolds(), manifold)), ".");
}

StepControl control_at(double rtol) { return {.rtol = rtol, .atol = rtol / 100}; }

/// An audit of a run to t = 30, at 30 times and after every step.
Audit audited(const Flow& flow, Integrator& integrator, const AuditRules& rules) {
  std::vector<double> times;
  for (int k = 0; k < 30; ++k) times.push_back(0.01 * std::pow(3000, k / 29.0));
  Audit audit(flow, integrator, rules, Cadence(times, 1));
  Observer* const observers[] = {&audit};
  REQUIRE(Run(flow, integrator, {.end = 30}, observers).go().status.outcome == Outcome::done);
  return audit;
}

/// The dissipation is given as half of what it is.
struct HalfDissipation final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  double dissipation(const State& x) const override { return right_.dissipation(x) / 2; }
};
/// Climbs.
struct Reversed final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    dxdt = -dxdt;
  }
  LinearMap linearise(const State& x) const override {
    return [right = right_.linearise(x)](const State& v) { return State(-right(v)); };
  }
};
/// Grows in length, which moves no latent.
struct Drifting final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    dxdt += 0.01 * x;
  }
  LinearMap linearise(const State& x) const override {
    return [right = right_.linearise(x)](const State& v) { return State(right(v) + 0.01 * v); };
  }
};

}  // namespace

TEST_CASE("audit: right flows are not warned of, by any adaptive method at any tolerance") {
  for (const FlowEntry& kind : flows())
    for (const ManifoldEntry& manifold : flow_manifolds()) {
      const Experiment e = sample(kind.name, manifold.name);
      for (const Method& method : methods())
        for (const double rtol : {1e-3, 1e-5, 1e-8}) {
          if (!method.adaptive) continue;
          INFO(kind.name, " on ", manifold.name, " by ", method.name, " at ", rtol);
          const auto integrator = method.make(control_at(rtol));
          const Audit audit = audited(*e.courses[0].flow, *integrator, {.rtol = rtol});
          for (const Warning& warning : audit.warnings()) CHECK(warning.count == 0);
        }
    }
}

TEST_CASE("audit: half the dissipation and a rising energy are counted, with their size") {
  for (const FlowEntry& kind : flows())
    for (const auto make : {make_dopri5, make_bdf}) {
      CAPTURE(kind.name);
      const Experiment e = sample(kind.name, "sphere");
      const HalfDissipation half(*e.courses[0].flow);
      const auto first = make(control_at(1e-8));
      const Audit halved = audited(half, *first, {.rtol = 1e-8});
      CHECK(halved.warnings()[Audit::energy_rise].count == 0);
      CHECK(halved.warnings()[Audit::dissipation].count > 5);
      CHECK(halved.warnings()[Audit::dissipation].worst == doctest::Approx(1).epsilon(0.2));
      const Reversed reversed(*e.courses[0].flow);
      const auto second = make(control_at(1e-8));
      const Audit climb = audited(reversed, *second, {.rtol = 1e-8});
      CHECK(climb.warnings()[Audit::energy_rise].count > 5);
      CHECK(climb.warnings()[Audit::dissipation].worst == doctest::Approx(2).epsilon(0.2));
      CHECK(climb.warnings()[Audit::off_manifold].count == 0);
    }
}

TEST_CASE("audit: euler with steps far too large is counted, with steps short enough it is not") {
  const Experiment e = sample("particle", "circle");
  const auto large = make_euler({.step = 2}), small = make_euler({.step = 0.01});
  const Audit wild = audited(*e.courses[0].flow, *large, {.rtol = 0});
  CHECK(wild.warnings()[Audit::energy_rise].count > 2);
  CHECK(wild.warnings()[Audit::dissipation].count > 0);
  const Audit tame = audited(*e.courses[0].flow, *small, {.rtol = 0});
  for (const Warning& warning : tame.warnings()) CHECK(warning.count == 0);
}

TEST_CASE("audit: particles that leave the sphere are counted, also between retracted steps") {
  const Experiment e = sample("particle", "sphere");
  const Drifting drifting(*e.courses[0].flow);
  for (const auto make : {make_dopri5, make_bdf, make_adams}) {
    const auto integrator = make(control_at(1e-7));
    const Audit audit = audited(drifting, *integrator, {.rtol = 1e-7});
    CHECK(audit.warnings()[Audit::off_manifold].count > 5);
    CHECK(audit.warnings()[Audit::off_manifold].worst > 1e-4);
    CHECK(audit.warnings()[Audit::energy_rise].count == 0);
  }
}

TEST_CASE("audit: a kinked network departs from its dissipation unless exempted") {
  const Experiment e =
      sample("network", "circle", "activation = \"leaky_relu\"\nslope = 0.2\nwidths = [20]");
  const auto first = make_dopri5(control_at(1e-3)), second = make_dopri5(control_at(1e-3));
  const Audit held = audited(*e.courses[0].flow, *first, {.rtol = 1e-9});
  const Audit exempt = audited(*e.courses[0].flow, *second, {.dissipates = false, .rtol = 1e-9});
  CHECK(held.warnings()[Audit::dissipation].count > 0);
  CHECK(exempt.warnings()[Audit::dissipation].count == 0);
}

TEST_CASE("audit: laws left out are not warned of, and counts survive a checkpoint") {
  const Experiment e = sample("particle", "circle");
  const Reversed reversed(*e.courses[0].flow);
  const auto integrator = make_dopri5(control_at(1e-8));
  const Audit free =
      audited(reversed, *integrator, {.descends = false, .dissipates = false, .rtol = 1e-8});
  for (const Warning& warning : free.warnings()) CHECK(warning.count == 0);
  Audit counted = audited(reversed, *integrator, {.rtol = 1e-8});
  Audit other(reversed, *integrator, {}, Cadence({}));
  Archive saved;
  counted.archive(saved);
  Archive loaded(saved.bytes());
  other.archive(loaded);
  for (std::size_t kind = 0; kind < Audit::names.size(); ++kind) {
    CHECK(other.warnings()[kind].count == counted.warnings()[kind].count);
    CHECK(other.sentence(kind) == counted.sentence(kind));
  }
  CHECK(other.sentence(Audit::energy_rise)
            .find(fmt::format("E rose {} times", counted.warnings()[Audit::energy_rise].count)) ==
        0);
}
