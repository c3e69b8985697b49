#include "simclr_flow/theory/equilibrium.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;
using namespace simclr_flow::test;

namespace {

const double alphas[] = {0, 0.01, 1, 20};

/// k between the points of a finite set X of R^d.
Points kernel_of(const Points& x, double tau) {
  Points k(x.cols(), x.cols());
  for (Index i = 0; i < x.cols(); ++i)
    for (Index j = 0; j < x.cols(); ++j)
      k(i, j) = std::exp(-(x.col(i) - x.col(j)).squaredNorm() / (2 * tau));
  return k;
}

State random_masses(Index n, std::uint32_t substream) {
  const State p = random_state(n, substream).array().square() + 1e-3;
  return p / p.sum();
}

double energy(const Points& k, const State& p, double alpha) {
  return p.dot(State(((k * p).array() + alpha).log()));
}

/// The bound that mu proves on X; `lift` plants a floor that is too high.
double bound(const Points& k, const State& mu, double alpha, double lift = 0) {
  const State potential = k * mu;
  return equilibrium_lower_bound(
      potential.minCoeff() + lift * (mu.dot(potential) - potential.minCoeff()), mu.dot(potential),
      alpha);
}

}  // namespace

TEST_CASE("theory: any measure bounds the energy of all measures on a finite set") {
  for (std::uint32_t trial = 0; trial < 300; ++trial) {
    const Index d = 1 + trial % 4, n = 2 + trial % 9;
    const Points k = kernel_of(random_points(d, n, 500 + trial), trial % 2 ? 0.2 : 1.0);
    for (const double alpha : alphas)
      CHECK(energy(k, random_masses(n, trial), alpha) >
            bound(k, random_masses(n, 1000 + trial), alpha) - 1e-14);
  }
}

TEST_CASE("theory: the equilibrium measure of a finite set attains its bound, for every offset") {
  int positive = 0, caught = 0;
  for (std::uint32_t trial = 0; trial < 60; ++trial) {
    const Index n = 3 + trial % 5;
    const Points k = kernel_of(random_points(3, n, 900 + trial), 0.3);
    State mu = least_norm_solutions(k, State::Ones(n), std::array{1e-15})[0];
    mu /= mu.sum();
    if (mu.minCoeff() <= 0) continue;
    ++positive;
    const State near = (0.9 * mu + 0.1 * random_masses(n, trial)).eval();
    for (const double alpha : alphas) {
      CHECK(std::abs(energy(k, mu, alpha) - bound(k, mu, alpha)) < 1e-13);
      CHECK(energy(k, near, alpha) > energy(k, mu, alpha));
      // A floor at the mean of the potential is no floor: the bound then fails at the minimizer.
      caught += !(energy(k, mu, alpha) >= bound(k, near, alpha, 1) - 1e-14);
    }
  }
  CHECK(positive > 40);
  CHECK(caught == 4 * positive);
}

TEST_CASE("theory: with the uniform law the equilibrium bound is Theorem A") {
  for (const Index d : {2, 3, 8})
    for (const double tau : {0.1, 1.0})
      for (const double alpha : alphas) {
        const double kappa = kappa_0(d, tau);
        const double least = equilibrium_lower_bound(kappa, kappa, alpha);
        CHECK(least == doctest::Approx(uniform_energy(d, tau, alpha)).epsilon(1e-14));
        const Points z = random_points(d, 20, 77).colwise().normalized();
        CHECK(offset_energy(z, tau, alpha) > least);
      }
}

TEST_CASE("theory: the equilibrium bound rejects what lies outside its domain") {
  CHECK_THROWS_AS(equilibrium_lower_bound(0.5, 0.4, 1), InputError);
  CHECK_THROWS_AS(equilibrium_lower_bound(-0.1, 0.4, 1), InputError);
  CHECK_THROWS_AS(equilibrium_lower_bound(0.1, 1.1, 1), InputError);
  CHECK_THROWS_AS(equilibrium_lower_bound(0.1, 0.4, -1), InputError);
}
