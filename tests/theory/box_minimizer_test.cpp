#include "simclr_flow/theory/box_minimizer.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/integrator.hpp"
#include "simclr_flow/flow/measure_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;

namespace {

constexpr double tau = 0.1;

/// K and E_alpha of a law of atoms, as plain sums.
double potential(const Points& atoms, const State& masses, const State& at) {
  double sum = 0;
  for (Index j = 0; j < masses.size(); ++j)
    sum += masses[j] * std::exp(-(atoms.col(j) - at).squaredNorm() / (2 * tau));
  return sum;
}
double energy(const Points& atoms, const State& masses, double alpha) {
  double sum = 0;
  for (Index i = 0; i < masses.size(); ++i)
    sum += masses[i] * std::log(alpha + potential(atoms, masses, atoms.col(i)));
  return sum;
}

/// max over a grid of the box of kappa - K, and over the atoms of |K - kappa|.
double broken_equation(const Points& atoms, const State& masses, const State& sides, double kappa) {
  constexpr Index cells = 24;
  double worst = 0;
  const Index d = sides.size();
  Index points = 1;
  for (Index c = 0; c < d; ++c) points *= cells + 1;
  for (Index k = 0; k < points; ++k) {
    State at(d);
    for (Index c = 0, rest = k; c < d; ++c, rest /= cells + 1)
      at[c] = sides[c] * static_cast<double>(rest % (cells + 1)) / cells;
    worst = std::max(worst, kappa - potential(atoms, masses, at));
  }
  for (Index j = 0; j < masses.size(); ++j)
    worst = std::max(worst, std::abs(potential(atoms, masses, atoms.col(j)) - kappa));
  return worst;
}

std::vector<State> boxes() {
  return {State::Ones(1), Eigen::Vector2d(1, 2), Eigen::Vector2d(0.5, 3), Eigen::Vector3d(1, 1, 2)};
}

}  // namespace

TEST_CASE("theory: the potential of a box minimizer is kappa on its atoms and nowhere less") {
  for (const State& sides : boxes()) {
    CAPTURE(sides.size());
    const auto box = box_minimizer(sides, tau);
    CHECK(box.holds);
    CHECK(box.status == "proven");
    CHECK(box.masses.sum() == doctest::Approx(1).epsilon(1e-14));
    CHECK(broken_equation(box.atoms, box.masses, sides, box.kappa) < 1e-13);
    State moved = box.masses;
    moved[0] *= 1.001;
    CHECK(broken_equation(box.atoms, moved / moved.sum(), sides, box.kappa) > 1e-6);
    for (const double alpha : {0.0, 0.5, 1.0, 10.0}) {
      CHECK(energy(box.atoms, box.masses, alpha) ==
            doctest::Approx(box.energy(alpha)).epsilon(1e-13));
      CHECK(box.lower_bound(alpha) <= box.energy(alpha) + 1e-15);
      CHECK(box.energy(alpha) - box.lower_bound(alpha) < 1e-10);
    }
  }
}

TEST_CASE("theory: the box of one side is the interval") {
  const auto box = box_minimizer(State::Constant(1, 2), tau);
  const auto interval = interval_minimizer(2, tau);
  CHECK(box.kappa == interval.kappa);
  CHECK(box.atoms.row(0).transpose() == interval.measure.atoms);
  CHECK(box.lower_bound(1) == interval_lower_bound(interval.certificate, 1));
}

TEST_CASE("theory: no random law in a box lies below its bound") {
  for (std::uint32_t trial = 0; trial < 100; ++trial) {
    RandomStream random(9, "test", trial);
    const State sides = Eigen::Vector2d(1, 2);
    static const auto box = box_minimizer(sides, tau);
    Points atoms = Points::NullaryExpr(2, 12, [&] { return random.uniform(); });
    State masses = State::NullaryExpr(12, [&] { return 1e-3 + random.uniform(); });
    atoms = sides.asDiagonal() * atoms;
    masses /= masses.sum();
    for (const double alpha : {0.0, 1.0})
      CHECK(energy(atoms, masses, alpha) > box.lower_bound(alpha));
  }
}

TEST_CASE("theory: atoms that exchange mass in a box fall to its minimum and not below") {
  const State sides = Eigen::Vector2d(1, 2);
  const auto box = box_minimizer(sides, tau);
  RandomStream random(9, "test", 1000);
  const Points start =
      sides.asDiagonal() * Points::NullaryExpr(2, 60, [&] { return random.uniform(); });
  const auto flow =
      make_measure_flow(make_box(sides), make_simclr(gauss_profile(tau)), start, State::Ones(60));
  const auto integrator = make_bdf({.rtol = 1e-6, .atol = 1e-8});
  integrator->start(*flow, 0, flow->initial_state());
  double least = 1;
  for (int step = 0; integrator->time() < 1000 && step < 20000; ++step) {
    REQUIRE(integrator->advance().outcome == Outcome::running);
    State x = integrator->state();
    flow->retract(x);
    least = std::min(least, flow->first_order(x).energy);
  }
  CHECK(least >= box.lower_bound(1) - 1e-15);
  CHECK(least < box.energy(1) + 1e-5);
}

TEST_CASE("theory: box minimizers refuse what lies outside their domain") {
  CHECK_THROWS_AS(box_minimizer(State(), tau), InputError);
  CHECK_THROWS_AS(box_minimizer(Eigen::Vector2d(1, 0), tau), InputError);
  CHECK_THROWS_AS(box_minimizer(Eigen::Vector2d(1, 17), 1), InputError);
  CHECK_THROWS_AS(box_minimizer(State::Ones(1), tau).lower_bound(-1), InputError);
}
