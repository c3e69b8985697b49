#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;

namespace {

/// The least value, on a grid of angles, of the kernel sum_l N_l sqrt(kappa_l/kappa_0) P_l: the
/// operator S with S^2 = k/kappa_0 that Theorem A rests on. One degree may be left out.
double least_of_square_root(Index d, double tau, Index without = -1) {
  double least = 1;
  for (Index i = 0; i <= 60; ++i) {
    double value = 0;
    for (Index l = 0; l < 60; ++l)
      if (l != without)
        value += theory::harmonic_count(l, d) * test::zonal(l, d, std::cos(M_PI * double(i) / 60)) *
                 std::exp((theory::log_kernel_eigenvalue(l, d, tau) -
                           theory::log_kernel_eigenvalue(0, d, tau)) /
                          2);
    least = std::min(least, value);
  }
  return least;
}

/// E_alpha at the vertices of a regular N-gon, all of which have one potential.
double polygon_energy(Index count, double tau, double alpha) {
  const Points z = test::polygon(count);
  double potential = 0;
  for (Index j = 0; j < count; ++j)
    potential += std::exp(-(z.col(0) - z.col(j)).squaredNorm() / (2 * tau)) / double(count);
  return std::log(alpha + potential);
}

}  // namespace

TEST_CASE("theory: the square root of the kernel is a positive operator, as Theorem A needs") {
  for (const Index d : {2, 3, 4, 8})
    for (const double tau : {0.2, 0.5, 1.0, 10.0}) {
      CAPTURE(d);
      CAPTURE(tau);
      CHECK(least_of_square_root(d, tau) > 0);
    }
  CHECK(least_of_square_root(3, 0.2, 2) < -0.1);
}

TEST_CASE("theory: C is the least constant of the quadratic bound, near g = 0 too") {
  for (const double alpha : {0.0, 0.1, 1.0, 1e3, 1e7, 1e12})
    for (const double tau : {0.05, 1.0, 10.0, 1e4}) {
      const auto c = theory::certificate(3, tau, alpha);
      const long double g = c.g_min;
      CAPTURE(alpha);
      CAPTURE(tau);
      CHECK(c.minimum == doctest::Approx(std::log(alpha + c.kappa_0)).epsilon(1e-14));
      CHECK(c.beta == doctest::Approx((1 - c.kappa_0) / (alpha + c.kappa_0)).epsilon(1e-9));
      CHECK(c.g_min ==
            doctest::Approx((std::exp(-2 / tau) - c.kappa_0) / (alpha + c.kappa_0)).epsilon(1e-9));
      // log(1 + g) = g - C g^2 at g_min, and above it elsewhere. For alpha = 0 the double g_min may
      // be -1, so 1 + g comes from its definition.
      const long double log_1_g =
          alpha > 0 || g > -0.5 ? std::log1p(g) : -2 / static_cast<long double>(tau) - c.minimum;
      const auto above_parabola = [&](long double h, long double log_1_hg) {
        return log_1_hg - h * g + c.c * h * h * g * g;
      };
      const long double rounding_error = 1e-15L * c.c * g * g + 1e-18L * std::abs(g);
      CHECK(std::abs(above_parabola(1, log_1_g)) <= 4 * rounding_error);
      for (long double h = 0.98L; h > -2; h -= 0.07L)
        CHECK(above_parabola(h, std::log1p(h * g)) >= -rounding_error);
      CHECK(c.factor == doctest::Approx((1 - c.c * c.beta) / (alpha + c.kappa_0)).epsilon(1e-13));
    }
}

TEST_CASE("theory: with alpha = 1 the factor is at least 1/2, with that limit at both ends") {
  for (const Index d : {2, 3, 4, 8, 24})
    for (double tau = 1e-4; tau <= 1e4; tau *= 1.3)
      CHECK(theory::certificate(d, tau).factor >= 0.5 - 1e-12);
  CHECK(theory::certificate(3, 1e-4).factor < 0.5001);
  CHECK(theory::certificate(3, 1e4).factor < 0.5001);
}

TEST_CASE("theory: with alpha = 0 on the circle the certificate is vacuous below tau = 1.108") {
  double vacuous = 0.5, useful = 2;
  for (int k = 0; k < 60; ++k) {
    const double middle = (vacuous + useful) / 2;
    (theory::certificate(2, middle, 0).vacuous() ? vacuous : useful) = middle;
  }
  CHECK(std::abs(useful - 1.108) < 5e-4);
  const auto small = theory::certificate(1000, 1e-4, 0);
  CHECK(small.vacuous());
  CHECK(small.least_gap(1) == 0);
}

TEST_CASE("theory: brackets of the least energy of N atoms on the circle") {
  const auto eight = theory::circle_minimum(8, 0.1), sixteen = theory::circle_minimum(16, 0.1);
  CHECK(std::abs(eight.lower - 0.1257325) < 5e-8);
  CHECK(std::abs(eight.upper - 0.1296017) < 5e-8);
  CHECK(std::abs(sixteen.lower - 0.1202997980) < 5e-11);
  CHECK(std::abs(sixteen.upper - 0.1203008107) < 5e-11);
  for (const Index count : {1, 2, 3, 8, 16})
    for (const double tau : {0.05, 0.5, 5.0}) {
      for (const double alpha : {0.0, 1.0}) {
        const auto bracket = theory::circle_minimum(count, tau, alpha);
        CHECK(bracket.upper == doctest::Approx(polygon_energy(count, tau, alpha)).epsilon(1e-13));
        CHECK(bracket.lower <= bracket.upper);
      }
    }
}

TEST_CASE("theory: certificates and bounds refuse what they are not defined for") {
  using doctest::Contains;
  CHECK_THROWS_WITH_AS(theory::certificate(3, 1, -1), Contains("not -1"), InputError);
  CHECK_THROWS_WITH_AS(theory::certificate(1, 1), Contains("not 1"), InputError);
  CHECK_THROWS_WITH_AS(theory::simplex_bound(0, 1, 1), Contains("not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::simplex_bound(2, 0, 1), Contains("positive, not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::uniform_bound(2, 2, 1, 0.5), Contains("at least 1"), InputError);
}
