#include "simclr_flow/theory/minimum.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/bessel.hpp>
#include <cmath>

#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("theory: kappa_0 on the circle and the sphere is its closed form") {
  for (const double tau : {0.05, 0.1, 0.2, 0.5, 1.0, 10.0, 1e4}) {
    CAPTURE(tau);
    const double circle = std::exp(-1 / tau) * boost::math::cyl_bessel_i(0, 1 / tau);
    CHECK(theory::kappa_0(2, tau) == doctest::Approx(circle).epsilon(1e-13));
    CHECK(theory::kappa_0(3, tau) ==
          doctest::Approx(tau * -std::expm1(-2 / tau) / 2).epsilon(1e-13));
  }
}

TEST_CASE("theory: kappa_0 on S^{d-1} is its Bessel form, and at small temperature its limit") {
  for (const Index d : {4, 5, 8, 24}) {
    const double nu = static_cast<double>(d) / 2 - 1, tau = 0.3;
    const double bessel = std::exp(-1 / tau) * std::tgamma(nu + 1) * std::pow(2 * tau, nu) *
                          boost::math::cyl_bessel_i(nu, 1 / tau);
    CHECK(theory::kappa_0(d, tau) == doctest::Approx(bessel).epsilon(1e-13));
  }
  // sqrt(tau/2pi)(1 + tau/8 + 9 tau^2/128 + ...), the large-argument expansion of I_0
  const double tau = 1e-4;
  const double limit = std::sqrt(tau / (2 * M_PI)) * (1 + tau / 8 + 9 * tau * tau / 128);
  CHECK(theory::kappa_0(2, tau) == doctest::Approx(limit).epsilon(1e-11));
}

TEST_CASE("theory: the uniform law's energy with any offset is that of many spread points") {
  constexpr Index points = 96;
  for (const double alpha : {0.0, 0.1, 0.7, 1.0, 10.0}) {
    const double tau = 0.2;
    double potential = 0;
    for (Index j = 0; j < points; ++j)
      potential += std::exp((std::cos(2 * M_PI * double(j) / points) - 1) / tau) / points;
    CHECK(theory::uniform_energy(2, tau, alpha) ==
          doctest::Approx(std::log(alpha + potential)).epsilon(1e-13));
  }
  CHECK(theory::uniform_energy(1000, 1e-4, 0) < -1000);
  CHECK_THROWS_WITH_AS(theory::uniform_energy(2, 1, -0.1), doctest::Contains("not -0.1"),
                       InputError);
}

TEST_CASE("theory: views that differ only raise the energy above the uniform law's") {
  for (const Index d : {2, 3, 5})
    for (const Index views : {2, 3})
      for (const double tau : {0.05, 0.3, 3.0})
        for (const double apart : {0.0, 1e-3, 0.3, 3.0}) {
          const Points samples = random_points(d, 40, 81), noise = random_points(d, 40 * views, 82);
          Points z(d, 40 * views);
          for (Index i = 0; i < z.cols(); ++i)
            z.col(i) = (samples.col(i / views) + apart * noise.col(i)).normalized();
          const double value =
              entry(energies(), "simclr").make(gauss(tau))->evaluate({z, views}, nullptr);
          CHECK(value > theory::uniform_energy(d, tau));
        }
}

TEST_CASE("theory: a minimum is claimed only where it is proven") {
  CHECK(
      theory::proven_minimum("simclr", "gauss", "circle", 2, 0.2)->value ==
      doctest::Approx(std::log1p(std::exp(-5) * boost::math::cyl_bessel_i(0, 5.))).epsilon(1e-13));
  CHECK(theory::proven_minimum("simclr", "gauss", "sphere", 3, 0.2)->status == "proven");
  CHECK_FALSE(theory::proven_minimum("simclr", "gauss", "euclidean", 2, 0.2).has_value());
  CHECK_FALSE(theory::proven_minimum("nt-xent", "gauss", "sphere", 3, 0.2).has_value());
  CHECK_FALSE(theory::proven_minimum("simclr", "student", "sphere", 3, 0.2).has_value());
}
