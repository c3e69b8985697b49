#include "simclr_flow/study/atoms.hpp"

#include <doctest/doctest.h>

#include <numbers>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/measure_flow.hpp"
#include "simclr_flow/theory/box_minimizer.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double tau = 0.1;

Points row(std::initializer_list<double> entries) {
  return Eigen::Map<const State>(entries.begin(), static_cast<Index>(entries.size())).transpose();
}

State column(std::initializer_list<double> entries) { return row(entries).transpose(); }

Atoms equal(Points y) {
  const Index count = y.cols();
  return {std::move(y), State::Constant(count, 1 / static_cast<double>(count))};
}

std::optional<State> better(const Manifold& manifold, const Atoms& atoms, double tolerance,
                            const char* preset = "simclr") {
  return better_place(*entry(energies(), preset).make(gauss(tau)), manifold, atoms, tolerance);
}

double energy_of(const Energy& energy, const Manifold& manifold, const Atoms& atoms) {
  const Points z = manifold.ambient(atoms.y);
  return energy.evaluate({z, 1, &atoms.mass}, nullptr);
}

/// How fast E changes as mass moves to a new atom at y.
double energy_slope(const Energy& energy, const Manifold& manifold, const Atoms& atoms,
                    const State& y) {
  const double h = 1e-6;
  return (energy_of(energy, manifold, with_atom(atoms, y, h)) -
          energy_of(energy, manifold, atoms)) /
         h;
}

}  // namespace

TEST_CASE("atoms: chains of near atoms merge at their mean by mass, in order of appearance") {
  const Atoms atoms{row({3, 0, 3.1, 1, 0.15, 3.2, 0.3}), column({.1, .1, .1, .3, .1, .2, .1})};
  const Atoms few = merged(*make_euclidean(1), atoms, 0.16);
  CHECK((few.y - row({3.125, 0.15, 1})).norm() < 1e-14);
  CHECK((few.mass - column({.4, .3, .3})).norm() < 1e-15);
  CHECK(merged(*make_euclidean(1), atoms, 0.09).count() == 7);
  CHECK(merged(*make_euclidean(1), atoms, 10).count() == 1);
}

TEST_CASE("atoms: merged atoms stay on spheres, circles and in boxes") {
  Points y(3, 3);
  y << 1, 0.99, 0, 0, 0.01, 0, 0, 0, 1;
  const auto sphere = make_sphere(3);
  sphere->retract(y);
  const Atoms on_sphere = merged(*sphere, equal(y), 0.1);
  REQUIRE(on_sphere.count() == 2);
  CHECK(sphere->distance_from(on_sphere.y) < 1e-15);
  CHECK((on_sphere.y.col(0) - (y.col(0) + y.col(1)).normalized()).norm() < 1e-15);
  const double turn = 2 * std::numbers::pi;
  const Atoms on_circle = merged(*make_circle(), equal(row({0.1, 2, 3 * turn, -turn + 0.2})), 0.11);
  REQUIRE(on_circle.count() == 2);
  CHECK((on_circle.y - row({0.1, 2})).norm() < 1e-13);
  const Atoms in_box = merged(*make_box(State::Ones(1)), equal(row({1, 1, 0, 1, 0})), 1e-3);
  CHECK(in_box.y == row({1, 0}));
}

TEST_CASE("atoms: pruning leaves a law, of the heaviest atom at least") {
  const Atoms atoms{row({0, 1, 2}), column({0.2, 0.7, 0.1})};
  const Atoms two = pruned(atoms, 0.15), one = pruned(atoms, 0.9);
  CHECK(two.y == row({0, 1}));
  CHECK((two.mass - column({2 / 9.0, 7 / 9.0})).norm() < 1e-15);
  CHECK(one.y == row({1}));
  CHECK(one.mass == State::Ones(1));
  CHECK(pruned(atoms, 0.1).count() == 3);
  const Atoms more = with_atom(atoms, column({5}), 0.5);
  CHECK(more.y == row({0, 1, 2, 5}));
  CHECK((more.mass - column({0.1, 0.35, 0.05, 0.5})).norm() < 1e-15);
}

TEST_CASE("atoms: a state of a flow is a law, of equal masses unless the flow moves them") {
  const std::shared_ptr<const Manifold> interval = make_box(State::Ones(1));
  const auto masses =
      make_measure_flow(interval, make_simclr(gauss(tau)), row({0, 1}), column({1, 3}));
  const auto particles =
      make_particle_flow(LatentEnergy(interval, make_simclr(gauss(tau)), 1), row({0, 1}));
  CHECK(atoms_of(*masses, masses->initial_state()).y == row({0, 1}));
  CHECK((atoms_of(*masses, masses->initial_state()).mass - column({0.25, 0.75})).norm() < 1e-15);
  CHECK(atoms_of(*particles, particles->initial_state()).mass == column({0.5, 0.5}));
}

TEST_CASE("atoms: the first variation is how E changes as mass moves to any place") {
  const std::pair<std::shared_ptr<const Manifold>, Points> settings[] = {
      {make_sphere(3), random_points(3, 5, 91)}, {make_circle(), random_points(1, 5, 92)}};
  for (const auto& [manifold, given] : settings)
    for (const char* preset : {"simclr", "linear"}) {
      Points y = given;
      manifold->retract(y);
      const Atoms atoms{y, column({.1, .2, .3, .25, .15})};
      Points places = random_points(y.rows(), 7, 93);
      manifold->retract(places);
      const auto energy = entry(energies(), preset).make(gauss(0.4));
      const FirstVariation phi = first_variation_at(*energy, *manifold, atoms, places);
      for (Index k = 0; k < 7; ++k) {
        INFO(preset, " on ", manifold->name(), ", place ", k);
        CHECK(std::abs(energy_slope(*energy, *manifold, atoms, places.col(k)) -
                       (phi.at_places[k] - phi.mean)) < 1e-5);
      }
      const FirstVariation own = first_variation_at(*energy, *manifold, atoms, y);
      CHECK((own.at_places - own.at_atoms).norm() < 1e-14);
    }
}

TEST_CASE("atoms: no place is better than the atoms of a proven minimizer, of simclr and linear") {
  const State sides[] = {State::Ones(1), State::Constant(1, 2), Eigen::Vector2d(1, 2)};
  for (const State& box : sides)
    for (const char* preset : {"simclr", "linear"}) {
      INFO(preset, ", ", box.transpose());
      const auto best = theory::box_minimizer(box, tau);
      CHECK_FALSE(better(*make_box(box), {best.atoms, best.masses}, 1e-12, preset).has_value());
    }
}

TEST_CASE("atoms: a better place than two ends is the middle") {
  const auto interval = make_box(State::Ones(1));
  for (const char* preset : {"simclr", "linear"}) {
    const auto place = better(*interval, equal(row({0, 1})), 1e-9, preset);
    REQUIRE(place.has_value());
    CHECK(std::abs((*place)[0] - 0.5) < 1e-6);
  }
  CHECK_FALSE(better(*interval, equal(row({0, 1})), 1).has_value());
  const auto short_one = make_box(State::Constant(1, 0.3));  // too short for a third atom
  CHECK_FALSE(better(*short_one, equal(row({0, 0.3})), 1e-12).has_value());
}

TEST_CASE("atoms: better places on circles and spheres are farthest from the atoms") {
  const auto place = better(*make_circle(), equal(row({0, std::numbers::pi})), 1e-3);
  REQUIRE(place.has_value());
  CHECK(std::abs(std::cos((*place)[0])) < 1e-6);
  for (const Index d : {2, 3, 4}) {
    CAPTURE(d);
    Points axes(d, 2 * d);
    axes << Points::Identity(d, d), -Points::Identity(d, d);
    const auto diagonal = better(*make_sphere(d), equal(axes), 1e-3);
    REQUIRE(diagonal.has_value());
    const double root = std::sqrt(static_cast<double>(d));
    CHECK((diagonal->cwiseAbs() - State::Constant(d, 1 / root)).norm() < 1e-5);
  }
}

TEST_CASE("atoms: the best place lowers E when it gets mass") {
  const auto box = make_box(Eigen::Vector2d(1, 2));
  const auto energy = make_simclr(gauss(tau));
  Points corners(2, 4);
  corners << 0, 1, 0, 1, 0, 0, 2, 2;
  const auto place = better_place(*energy, *box, equal(corners), 1e-9);
  REQUIRE(place.has_value());
  CHECK(energy_slope(*energy, *box, equal(corners), *place) < -0.1);
}

TEST_CASE("atoms: better places are refused where they have no meaning") {
  const auto interval = make_box(State::Ones(1));
  const Atoms ends = equal(row({0, 1}));
  for (const char* preset : {"uniformity", "nt-xent", "dcl"})
    CHECK_THROWS_WITH_AS(better(*interval, ends, 0, preset),
                         doctest::Contains("is no function of a law alone"), InputError);
  CHECK_THROWS_WITH_AS(better(*make_euclidean(1), ends, 0),
                       doctest::Contains("looked for on euclidean"), InputError);
  CHECK_THROWS_AS(better_place(*make_simclr(gauss(tau)), *interval, ends, 0, 2), InputError);
}

TEST_CASE("atoms: the flow of masses ends in the few atoms of the proven minimizer") {
  for (const double length : {1.0, 2.0}) {
    CAPTURE(length);
    const std::shared_ptr<const Manifold> interval = make_box(State::Constant(1, length));
    RandomStream random(5, "test", 2);
    const Points start = Points::NullaryExpr(1, 64, [&] { return length * random.uniform(); });
    const auto flow = make_measure_flow(interval, make_simclr(gauss(tau)), start, State::Ones(64));
    const auto integrator = make_bdf({.rtol = 1e-7, .atol = 1e-9});
    REQUIRE(Run(*flow, *integrator, {.end = 1e4}, {}).go().status.outcome == Outcome::done);
    State x = integrator->interpolate(1e4);
    flow->retract(x);
    const Atoms few = merged(*interval, pruned(atoms_of(*flow, x), 1e-6), 1e-3);
    const auto best = theory::interval_minimizer(length, tau).measure;
    REQUIRE(few.count() == best.atoms.size());
    for (Index j = 0; j < few.count(); ++j) {
      Index near = 0;
      (best.atoms.transpose() - few.y.col(j).replicate(1, best.atoms.size()))
          .cwiseAbs()
          .minCoeff(&near);
      CHECK(std::abs(few.y(0, j) - best.atoms[near]) < 1e-5);
      CHECK(std::abs(few.mass[j] - best.masses[near]) < 1e-5);
    }
    CHECK_FALSE(better(*interval, few, 1e-9).has_value());
  }
}
