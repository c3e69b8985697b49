// Theorem A for mixtures of gaussians: the potential of the uniform law, laws above it, simplices.
#include "simclr_flow/theory/kernel_minimum.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::plain_kernel;
using theory::uniform_potential;

namespace {

double potential(const char* kernel, Index d, double tau, double exponent = 1) {
  const auto found = uniform_potential(*plain_kernel(kernel, tau, {{"exponent", exponent}}), d);
  REQUIRE(found);
  return static_cast<double>(*found);
}

/// int |z - z'|^-p dsigma = 2^{d-2-p} Gamma(d/2) Gamma((d-1-p)/2)/(sqrt(pi) Gamma(d-1-p/2))
double riesz_potential(double d, double p) {
  return std::exp((d - 2 - p) * std::numbers::ln2 + std::lgamma(d / 2) +
                  std::lgamma((d - 1 - p) / 2) - std::lgamma(d - 1 - p / 2)) /
         std::sqrt(std::numbers::pi);
}

constexpr const char* bounded[] = {"gauss", "student", "rational", "imq", "laplace"};

/// log(alpha + K) in the mean over equal atoms, the own one included.
double law_energy(const theory::PlainKernel& kernel, const Points& z, double alpha) {
  double mean = 0;
  for (Index i = 0; i < z.cols(); ++i) {
    long double sum = 0;
    for (Index j = 0; j < z.cols(); ++j)
      sum += std::exp(kernel.log_k(i == j ? 0 : (z.col(i) - z.col(j)).squaredNorm() / 2));
    mean += std::log(alpha + static_cast<double>(sum) / double(z.cols())) / double(z.cols());
  }
  return mean;
}

}  // namespace

TEST_CASE("kernel minimum: the potential of the uniform law, in closed forms") {
  for (const Index d : {2, 3, 4, 7, 100, 5000})
    for (const double tau : {1e-3, 0.05, 0.5, 20.0}) {
      CAPTURE(d);
      CAPTURE(tau);
      const double exact = theory::kernel_eigenvalue(0, d, tau);
      if (exact < 1e-300) continue;
      CHECK(potential("gauss", d, tau) == doctest::Approx(exact).epsilon(1e-12));
    }
  for (const Index d : {2, 3, 4, 8})
    for (const double p : {0.1, 0.5, 0.9, 1.5, 2.9}) {
      if (p >= double(d - 1)) continue;
      CAPTURE(d);
      CAPTURE(p);
      CHECK(potential("riesz", d, 1, p) ==
            doctest::Approx(riesz_potential(double(d), p)).epsilon(1e-12));
    }
  for (const double d : {2.0, 3.0, 8.0})
    for (const double away : {1e-2, 1e-3, 1e-4})
      CHECK(potential("riesz", Index(d), 1, d - 1 - away) ==
            doctest::Approx(riesz_potential(d, d - 1 - away)).epsilon(1e-11));
  CHECK(potential("log", 3, 1) == doctest::Approx(0.5 - std::numbers::ln2).epsilon(1e-13));
  CHECK(std::abs(potential("log", 2, 1)) < 1e-13);
  for (const double tau : {0.01, 0.3, 5.0}) {
    CHECK(potential("laplace", 3, tau) ==
          doctest::Approx(tau * tau / 2 * (1 - (1 + 2 / tau) * std::exp(-2 / tau))).epsilon(1e-12));
    CHECK(potential("student", 3, tau) ==
          doctest::Approx(tau / 2 * std::log1p(2 / tau)).epsilon(1e-12));
    CHECK(potential("imq", 3, tau) ==
          doctest::Approx(tau / 2 * (std::sqrt(1 + 4 / tau) - 1)).epsilon(1e-12));
  }
}

TEST_CASE("kernel minimum: no law has a finite energy where the potential diverges") {
  for (const Index d : {2, 3, 4}) {
    CHECK_FALSE(uniform_potential(*plain_kernel("riesz", 1, {{"exponent", double(d - 1)}}), d));
    CHECK(uniform_potential(*plain_kernel("riesz", 1, {{"exponent", double(d) - 1.01}}), d));
  }
  CHECK_THROWS_AS(uniform_potential(*plain_kernel("imq", 1), 1), InputError);
  CHECK_THROWS_AS(uniform_potential(*plain_kernel("imq", 1), 20'000), InputError);
}

TEST_CASE("kernel minimum: no law of atoms is below log(alpha + kappa_0)") {
  for (const char* name : bounded)
    for (const Index d : {2, 3, 5})
      for (const double alpha : {0.0, 0.3, 1.0}) {
        CAPTURE(name);
        const auto kernel = plain_kernel(name, 0.3, {{"exponent", 0.7}});
        const double least = std::log(alpha + double(*uniform_potential(*kernel, d)));
        double closest = 1e9;
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
          const Points z = random_points(d, 3 + 4 * Index(seed), seed).colwise().normalized();
          closest = std::min(closest, law_energy(*kernel, z, alpha) - least);
        }
        CHECK(closest > 0);
        CHECK(closest < 1);
        if (d > 2) continue;  // many points of the circle come as near as one likes
        const double polygon =
            law_energy(*kernel, theory::configuration_points("polygon", 2, 400), alpha) - least;
        CHECK(polygon > -1e-13);  // 400 points are the uniform law, to rounding
        CHECK(polygon < 0.01);
      }
}

TEST_CASE("kernel minimum: a kernel that is no mixture breaks it, and is not said to be one") {
  // exp(s/tau) repels nothing: a single atom is below its uniform law.
  struct Rising final : theory::PlainKernel {
    long double log_k(long double s) const override { return s; }
    long double pull(long double) const override { return -1; }
  };
  CHECK_FALSE(Rising().is_completely_monotone());
  CHECK(law_energy(Rising(), Points::Ones(3, 1) / std::sqrt(3.0), 1) <
        std::log1p(double(*uniform_potential(Rising(), 3))));
}

TEST_CASE("kernel minimum: simplices attain their bound with every kernel, and others do not") {
  for (const char* name : {"gauss", "student", "rational", "imq", "laplace", "riesz"})
    for (const double a : {0.0, 0.5, 1.0, 4.0}) {
      CAPTURE(name);
      const auto kernel = plain_kernel(name, 0.4, {{"exponent", 1.5}});
      const auto family = [&](const Points& z) {
        double mean = 0;
        for (Index i = 0; i < z.cols(); ++i) {
          long double sum = a;
          for (Index j = 0; j < z.cols(); ++j)
            if (j != i) sum += std::exp(kernel->log_k((z.col(i) - z.col(j)).squaredNorm() / 2));
          mean += std::log(static_cast<double>(sum)) / double(z.cols());
        }
        return mean;
      };
      CHECK(family(theory::configuration_points("tetrahedron")) ==
            doctest::Approx(theory::kernel_simplex_bound(*kernel, 4, a)).epsilon(1e-13));
      for (std::uint32_t seed = 1; seed <= 20; ++seed)
        for (const Index n : {3, 4, 6})
          CHECK(family(random_points(3, n, seed).colwise().normalized()) >
                theory::kernel_simplex_bound(*kernel, n, a));
    }
}
