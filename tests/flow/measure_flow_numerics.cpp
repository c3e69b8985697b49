#include <doctest/doctest.h>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/measure_flow.hpp"
#include "simclr_flow/theory/interval_minimizer.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::unique_ptr<Flow> atoms_on(const ManifoldEntry& entry) {
  std::shared_ptr<const Manifold> manifold = entry.make(entry.sample());
  const Points y = 0.7 * random_points(manifold->coordinate_dim(), 8, 31);
  return make_measure_flow(manifold, make_simclr(gauss(0.3)), y, random_state(8, 32).array().exp());
}

/// Gram matrix and masses at t = 1.
Points law_at_one(const Flow& flow, Integrator& integrator) {
  REQUIRE(Run(flow, integrator, {.end = 1}, {}).go().status.outcome == Outcome::done);
  State x = integrator.interpolate(1);
  flow.retract(x);
  const Points g = gram(flow.manifold().ambient(flow.outputs(x)));
  Points law(g.rows(), g.cols() + 1);
  law << g, flow.masses(x);
  return law;
}

double order_of(const Flow& flow, const Method& method, const std::vector<double>& steps) {
  const Points exact = law_at_one(flow, *make_rk4({.step = 1e-3}));
  std::vector<double> error;
  for (const double h : steps)
    error.push_back((law_at_one(flow, *method.make(fixed_steps(h))) - exact).norm());
  return log_slope(steps, error);
}

/// The energies of a run, at times that grow by halves.
struct Energies final : Observer {
  explicit Energies(double end) {
    for (double t = 1e-3; t <= end; t *= 1.5) times.push_back(t);
    cadence = Cadence(times);
  }
  double next_time() const override { return cadence.next_time(); }
  void observe(const Snapshot& s) override {
    seen.push_back(s.energy());
    cadence.advance();
  }
  std::vector<double> times, seen;
  Cadence cadence{{}};
};

/// How much E ever rose from one time to the next.
double largest_rise(const std::vector<double>& energies) {
  double rise = 0;
  for (std::size_t k = 1; k < energies.size(); ++k)
    rise = std::max(rise, energies[k] - energies[k - 1]);
  return rise;
}

struct End {
  std::vector<double> energies;
  FirstOrder last;
};

End run_to(const Flow& flow, double end) {
  Energies energies(end);
  Observer* const observers[] = {&energies};
  const auto integrator = make_bdf({.rtol = 1e-7, .atol = 1e-9});
  REQUIRE(Run(flow, *integrator, {.end = end}, observers).go().status.outcome == Outcome::done);
  State x = integrator->interpolate(end);
  flow.retract(x);
  return {energies.seen, flow.first_order(x)};
}

Points uniform_points(double length, Index count) {
  RandomStream random(5, "test", 1);
  Points y(1, count);
  for (double& place : y.reshaped()) place = length * random.uniform();
  return y;
}

}  // namespace

TEST_CASE("order: one-step methods keep their order on flows of masses") {
  const std::pair<const char*, std::vector<double>> tried[] = {
      {"euler", {0.004, 0.002, 0.001}}, {"rk4", {0.1, 0.05, 0.025}}, {"dopri5", {0.2, 0.1, 0.05}}};
  for (const ManifoldEntry& manifold : flow_manifolds()) {
    const auto flow = atoms_on(manifold);
    for (const auto& [name, steps] : tried) {
      const Method& method = entry(methods(), name);
      const double order = order_of(*flow, method, steps);
      INFO(name, " on ", manifold.name, ": observed order ", order);
      CHECK(order > method.order - (method.adaptive ? 0.3 : 0.1));
      if (!method.adaptive) CHECK(order < method.order + 0.1);
    }
  }
}

TEST_CASE("order: adaptive methods agree on flows of masses, to their tolerances") {
  for (const ManifoldEntry& manifold : flow_manifolds()) {
    const auto flow = atoms_on(manifold);
    const Points exact = law_at_one(*flow, *make_rk4({.step = 1e-3}));
    for (const char* name : {"dopri5", "fehlberg78", "adams", "bdf"})
      for (const double rtol : {1e-6, 1e-9}) {
        INFO(name, " on ", manifold.name, ", rtol = ", rtol);
        const auto integrator = entry(methods(), name).make({.rtol = rtol, .atol = rtol / 100});
        CHECK((law_at_one(*flow, *integrator) - exact).norm() < 200 * rtol);
      }
  }
}

TEST_CASE("order: atoms between walls come to the proven minimum, and never below it") {
  for (const double length : {1.0, 2.0}) {
    CAPTURE(length);
    const std::shared_ptr<const Manifold> interval = make_box(State::Constant(1, length));
    const auto flow = make_measure_flow(interval, make_simclr(gauss(0.1)),
                                        uniform_points(length, 64), State::Ones(64));
    const auto best = theory::interval_minimizer(length, 0.1);
    const double bound = theory::interval_lower_bound(best.certificate, 1);
    const End end = run_to(*flow, 1e4);
    for (const double energy : end.energies) CHECK(energy > bound - 1e-15);
    CHECK(std::abs(end.last.energy - best.energy(1)) < 1e-13);
    CHECK(end.last.residual < 1e-8);
  }
}

TEST_CASE("order: particles of equal masses between walls stay above what unequal ones reach") {
  const std::shared_ptr<const Manifold> interval = make_box(State::Ones(1));
  const auto flow =
      make_particle_flow(LatentEnergy(interval, make_simclr(gauss(0.1)), 1), uniform_points(1, 64));
  const auto best = theory::interval_minimizer(1, 0.1);
  const End end = run_to(*flow, 1e4);
  CHECK(largest_rise(end.energies) < 1e-12);
  CHECK(end.last.residual < 1e-8);
  CHECK(end.last.energy > best.energy(1) + 1e-6);
  CHECK(end.last.energy < best.energy(1) + 1e-2);
}

TEST_CASE("order: atoms with masses on a sphere stay above the uniform law") {
  const std::shared_ptr<const Manifold> sphere = make_sphere(3);
  const auto flow = make_measure_flow(sphere, make_simclr(gauss(0.1)), random_points(3, 64, 33),
                                      random_state(64, 34).array().exp());
  const End end = run_to(*flow, 1e3);
  const double least = theory::uniform_energy(3, 0.1);
  for (const double energy : end.energies) CHECK(energy > least);
  CHECK(end.last.energy < least + 1e-4);
  CHECK(largest_rise(end.energies) < 1e-12);
}
