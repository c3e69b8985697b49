#include "simclr_flow/theory/interval_minimizer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;

namespace {

struct Case {
  double length, tau;
};
const Case cases[] = {{0.01, 0.1}, {0.5, 0.1},  {1, 0.1},  {2, 0.1},     {3, 0.1},
                      {4, 0.1},    {5, 0.1},    {10, 1.0}, {0.05, 1e-4}, {100, 1e4},
                      {9.625, 1},  {12.125, 1}, {14.5, 1}, {15.625, 1},  {16, 1}};

const double offsets_tried[] = {0, 0.01, 1, 20};

/// E_alpha of the mixture (1 - s) rho + s delta_x, as a plain sum.
double mixture_energy(const IntervalMeasure& rho, double alpha, double x, double s) {
  std::vector<std::pair<double, double>> atoms{{x, s}};
  for (Index i = 0; i < rho.atoms.size(); ++i)
    atoms.emplace_back(rho.atoms[i], (1 - s) * rho.masses[i]);
  double sum = 0;
  for (const auto& [y, p] : atoms) {
    double potential = 0;
    for (const auto& [z, q] : atoms) potential += q * std::exp(-(y - z) * (y - z) / (2 * rho.tau));
    sum += p * std::log(alpha + potential);
  }
  return sum;
}

IntervalMeasure random_measure(double length, double tau, std::uint32_t trial) {
  RandomStream random(7, "test", trial);
  const Index n = 1 + Index(trial % 9);
  std::vector<double> places;
  for (Index i = 0; i < n; ++i) places.push_back(length * random.uniform());
  std::ranges::sort(places);
  IntervalMeasure rho{length, tau, State::Map(places.data(), n), State(n)};
  for (Index i = 0; i < n; ++i) rho.masses[i] = 1e-3 + random.uniform();
  rho.masses /= rho.masses.sum();
  return rho;
}

/// How far atoms and masses are from the printed ones.
double difference(const IntervalMeasure& rho, const std::vector<double>& atoms,
                  const std::vector<double>& masses) {
  if (rho.atoms.size() != Index(atoms.size())) return 1;
  const Eigen::Map<const State> x(atoms.data(), rho.atoms.size()), p(masses.data(), x.size());
  return std::max((rho.atoms - x).cwiseAbs().maxCoeff(), (rho.masses - p).cwiseAbs().maxCoeff());
}

bool certified(const IntervalMeasure& rho) { return certify(rho).holds; }

}  // namespace

TEST_CASE("theory: minimizers on intervals as the theory sheet prints them") {
  const auto one = interval_minimizer(1, 0.1), two = interval_minimizer(2, 0.1);
  CHECK(difference(one.measure, {0, .5, 1}, {.3835, .2331, .3835}) < 0.5e-4);
  CHECK(std::abs(one.energy(1) - .3735054895) < 0.5e-10);
  CHECK(difference(two.measure, {0, .56859, 1, 1.43141, 2},
                   {.25147, .17590, .14528, .17590, .25147}) < 0.51e-5);
  CHECK(std::abs(two.energy(1) - .2526125913) < 0.5e-10);
}

TEST_CASE("theory: minimizers on intervals are certified, with one energy for every offset") {
  for (const auto& [length, tau] : cases) {
    CAPTURE(length);
    CAPTURE(tau);
    const auto m = interval_minimizer(length, tau);
    CHECK(m.certificate.holds);
    CHECK(m.certificate.residual < 1e-15);
    CHECK(m.measure.atoms[0] == 0);
    CHECK(m.measure.atoms[m.measure.atoms.size() - 1] == length);
    for (const double alpha : offsets_tried) {
      CHECK(m.energy(alpha) == doctest::Approx(interval_energy(m.measure, alpha)).epsilon(1e-14));
      CHECK(m.energy(alpha) - interval_lower_bound(m.certificate, alpha) < 1e-11);
    }
  }
}

TEST_CASE("theory: moving mass anywhere raises the energy, whatever the offset") {
  const double s = 1e-6;
  for (const auto& [length, tau] : cases) {
    const auto rho = interval_minimizer(length, tau).measure;
    for (const double alpha : offsets_tried)
      for (int i = 0; i <= 100; ++i) {
        const double rise =
            mixture_energy(rho, alpha, length * i / 100, s) - interval_energy(rho, alpha);
        CHECK(rise > -1e-15 * (1 + std::abs(interval_energy(rho, alpha))));
      }
  }
  // Without its middle atom the measure on [0, 1] is no minimizer: mass in the middle lowers E.
  const IntervalMeasure ends{1, 0.1, State::LinSpaced(2, 0, 1), State::Constant(2, 0.5)};
  CHECK_FALSE(mixture_energy(ends, 1, 0.5, s) - interval_energy(ends, 1) > -1e-15);
}

TEST_CASE("theory: no random measure lies below the minimum, nor below any measure's bound") {
  const IntervalMinimizer minimizers[] = {interval_minimizer(1, 0.1), interval_minimizer(2, 0.1)};
  for (std::uint32_t trial = 0; trial < 200; ++trial) {
    const auto& best = minimizers[trial % 2];
    const double length = best.measure.length;
    const auto rho = random_measure(length, 0.1, trial);
    const auto other = certify(random_measure(length, 0.1, 1000 + trial), 500);
    for (const double alpha : offsets_tried) {
      CHECK(interval_energy(rho, alpha) > best.energy(alpha));
      CHECK(interval_lower_bound(other, alpha) < best.energy(alpha));
    }
  }
}

TEST_CASE("theory: the certificate's floor lies below the potential on a fine grid") {
  for (std::uint32_t trial = 0; trial < 6; ++trial) {
    const auto rho = random_measure(2, 0.1, 2000 + trial);
    double least = 1;
    for (int i = 0; i <= 2000; ++i)
      least = std::min(least, interval_potential(rho, i / 1000.0).value);
    for (const Index cells : {3, 50, 20000}) CHECK(certify(rho, cells).floor <= least + 1e-16);
    CHECK(certify(rho, 20000).floor > least - 1e-3);
    CHECK_FALSE(certified(rho));
  }
}

TEST_CASE("theory: potentials have their derivatives, and the gradient of the pair energy") {
  const auto rho = random_measure(2, 0.1, 3004);
  const double h = 1e-4;
  for (const double x : {0.0, 0.3, 1.1, 2.0}) {
    const auto at = interval_potential(rho, x), up = interval_potential(rho, x + h),
               down = interval_potential(rho, x - h);
    CHECK(std::abs((up.value - down.value) / (2 * h) - at.slope) < 1e-6);
    CHECK(std::abs((up.slope - down.slope) / (2 * h) - at.curvature) < 1e-5);
  }
}

TEST_CASE("theory: a minimizer moved a little is no longer certified") {
  const auto minimizer = interval_minimizer(2, 0.1).measure;
  REQUIRE(certified(minimizer));
  auto moved = minimizer;
  moved.atoms[1] += 1e-6;
  CHECK_FALSE(certified(moved));
  moved = minimizer;
  moved.masses[0] += 1e-8;
  moved.masses[2] -= 1e-8;
  CHECK_FALSE(certified(moved));
  moved = minimizer;
  moved.tau *= 1 + 1e-6;
  CHECK_FALSE(certified(moved));
  moved = minimizer;
  moved.length += 1e-3;  // the last atom is no longer at the end
  CHECK_FALSE(certified(moved));
}

TEST_CASE("theory: minimizers on intervals are symmetric and scale with sqrt(tau)") {
  const auto a = interval_minimizer(2, 0.1), b = interval_minimizer(20, 10);
  const Index n = a.measure.atoms.size();
  CHECK(a.kappa == doctest::Approx(b.kappa).epsilon(1e-14));
  CHECK((10 * a.measure.atoms - b.measure.atoms).cwiseAbs().maxCoeff() < 1e-8);
  CHECK((a.measure.masses - a.measure.masses.reverse()).cwiseAbs().maxCoeff() < 1e-10);
  CHECK(
      (a.measure.atoms + a.measure.atoms.reverse() - State::Constant(n, 2)).cwiseAbs().maxCoeff() <
      1e-10);
}

TEST_CASE("theory: short intervals have two atoms, with the third where theirs would pull it in") {
  // Two atoms 1/2: K'' at the middle is K (length^2/(4 tau) - 1)/tau, but a third atom pays as soon
  // as K(length/2) = e^{-L^2/(8 tau)} falls below K(0) = (1 + e^{-L^2/(2 tau)})/2.
  const double tau = 1, q = 0.543689012692076;  // q = e^{-L^2/8}, 1 + q^4 = 2 q
  const double critical = std::sqrt(-8 * std::log(q));
  CHECK(std::abs(1 + q * q * q * q - 2 * q) < 1e-14);
  CHECK(interval_minimizer(critical - 0.02, tau).measure.atoms.size() == 2);
  CHECK(interval_minimizer(critical + 0.02, tau).measure.atoms.size() == 3);
}

TEST_CASE("theory: interval minimizers and certificates reject what lies outside their domain") {
  CHECK_THROWS_AS(interval_minimizer(0, 0.1), InputError);
  CHECK_THROWS_AS(interval_minimizer(17, 1), InputError);
  CHECK_THROWS_AS(interval_minimizer(1, 0), InputError);
  auto rho = interval_minimizer(1, 0.1).measure;
  CHECK_THROWS_AS(interval_energy(rho, -1), InputError);
  CHECK_THROWS_AS(certify(rho, 0), InputError);
  rho.masses[0] *= 2;
  CHECK_THROWS_AS(certify(rho), InputError);
}
