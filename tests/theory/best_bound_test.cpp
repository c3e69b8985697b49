#include "simclr_flow/theory/best_bound.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;
using simclr_flow::test::random_points;

namespace {

const double taus[] = {0.02, 0.1, 0.5, 3.0};

std::vector<double> offsets(Index n) { return {0, 0.5, 1, double(n), double(n + 1)}; }

/// The energy less the bound, of F_a.
double slack(const Points& z, double tau, double a) {
  return family_energy(z, tau, a) - best_lower_bound(z.cols(), z.rows(), tau, a).value;
}

double bound_rounding(double tau) { return 1e-14 * (1 + 1 / tau); }

}  // namespace

TEST_CASE("theory: the best bound lies below every configuration and below random points") {
  for (const auto& row : configurations()) {
    if (row.sample_count < 2) continue;
    const Points z = configuration_points(row.name);
    for (const double tau : taus)
      for (const double a : offsets(z.cols())) {
        CAPTURE(row.name);
        CAPTURE(tau);
        CAPTURE(a);
        CHECK(slack(z, tau, a) > -bound_rounding(tau));
        CHECK(pair_energy(z, tau) - best_pair_bound(z.cols(), z.rows(), tau).value > -1e-15);
      }
  }
  for (std::uint32_t trial = 0; trial < 40; ++trial) {
    const Points z =
        random_points(2 + trial % 3, 2 + trial % 13, 300 + trial).colwise().normalized();
    for (const double tau : taus)
      for (const double a : offsets(z.cols())) CHECK(slack(z, tau, a) > -bound_rounding(tau));
  }
}

TEST_CASE("theory: where the best bound says attained it is, and only there") {
  for (const auto& row : configurations()) {
    if (row.sample_count < 2) continue;
    CAPTURE(row.name);
    const Points z = configuration_points(row.name);
    const Index n = z.cols(), d = z.rows();
    for (const double tau : {0.1, 0.5, 3.0}) {
      const auto pairs = best_pair_bound(n, d, tau);
      if (row.claims[0].energy != "any" && row.claims[0].status == "proven" &&
          row.name != "600-cell")
        CHECK((pairs.attained && std::abs(pair_energy(z, tau) - pairs.value) < 1e-15));
      for (const double a : offsets(n))
        CHECK(best_lower_bound(n, d, tau, a).attained == (n <= d + 1));
      if (n <= d + 1)
        for (const double a : offsets(n)) CHECK(std::abs(slack(z, tau, a)) < bound_rounding(tau));
    }
  }
}

TEST_CASE("theory: which bound is the best, and what it says") {
  // Few points: the simplex; many: Theorem B with the least discrepancy; a < 1: the simplex alone.
  CHECK(best_lower_bound(6, 3, 0.1, 7).source == "Jensen twice; Lu & Steinerberger 2022");
  CHECK(best_lower_bound(40, 3, 0.5, 41).source ==
        "Theorem B; universal lower bound, Boyvalenkov et al. 2016");
  CHECK(best_lower_bound(40, 3, 0.1, 1).source == "Theorem A");
  CHECK(best_lower_bound(40, 3, 0.5, 0.5).value == simplex_bound(40, 0.5, 0.5));
  CHECK_FALSE(best_pair_bound(120, 4, 0.5).attained);  // the 600-cell has two more inner products
  CHECK_FALSE(best_pair_bound(13, 3, 0.5).attained);
  CHECK(best_lower_bound(16, 2, 0.1, 17).value ==
        doctest::Approx(std::log(16) + .1202997980).epsilon(1e-10));
  CHECK(best_lower_bound(100000, 2, 0.1, 100001).value ==
        doctest::Approx(uniform_bound(100000, 2, 0.1, 100001)).epsilon(1e-15));
}

TEST_CASE("theory: brackets of the N-gon on the circle as the theory sheet prints them") {
  const auto eight = circle_minimum(8, 0.1), sixteen = circle_minimum(16, 0.1);
  CHECK(std::abs(eight.lower - .1257325) < 0.5e-7);
  CHECK(std::abs(eight.upper - .1296017) < 0.5e-7);
  CHECK(std::abs(sixteen.lower - .1202997980) < 0.5e-10);
  CHECK(std::abs(sixteen.upper - .1203008107) < 0.5e-10);
  for (const Index n : {8, 16})
    CHECK(offset_energy(configuration_points("polygon", 2, n), 0.1, 1) ==
          doctest::Approx(circle_minimum(n, 0.1).upper).epsilon(1e-14));
  // alpha = .9 or tau = .1001 would give other brackets.
  CHECK_FALSE(std::abs(circle_minimum(8, 0.1001).lower - .1257325) < 0.5e-7);
  CHECK_FALSE(std::abs(circle_minimum(8, 0.1, 0.999).lower - .1257325) < 0.5e-7);
}

TEST_CASE("theory: a bound of another dimension or temperature fails at the simplex") {
  const Points z = configuration_points("tetrahedron");
  CHECK_FALSE(family_energy(z, 0.5, 1) - best_lower_bound(4, 3, 0.5001, 1).value > -1e-10);
  CHECK_FALSE(family_energy(z, 0.5, 1) - best_lower_bound(4, 3, 0.5, 1.0001).value > -1e-10);
  // On S^1 no four points come near it: the bound of S^2 is no minimum there.
  CHECK(slack(configuration_points("square"), 0.5, 1) > 1e-3);
  CHECK_THROWS_AS(best_lower_bound(1, 3, 0.5, 1), InputError);
  CHECK_THROWS_AS(best_lower_bound(4, 1, 0.5, 1), InputError);
  CHECK_THROWS_AS(best_lower_bound(4, 3, 0.5, -1), InputError);
  CHECK_THROWS_AS(best_pair_bound(4, 3, 2e4), InputError);
}
