#include "simclr_flow/theory/certificate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;

namespace {

/// A law with finitely many atoms on a sphere.
struct Law {
  Points z;
  State mass;
  bool equal;
  const State* masses() const { return equal ? nullptr : &mass; }
};

/// Atoms spread, clustered, or the vertices of a regular simplex; masses equal or very unequal.
Law random_law(Index d, RandomStream& random) {
  const Index count = 1 + random.below(20), clusters = 1 + random.below(4);
  const double spread = random.uniform() < 0.5 ? 10 : 0.3 * random.uniform();
  Law law{random.normals(d, count), State(count), random.uniform() < 0.5};
  const Points centres = random.normals(d, clusters).colwise().normalized();
  for (Index i = 0; i < count; ++i)
    law.z.col(i) = (centres.col(i % clusters) + spread * law.z.col(i)).normalized();
  law.mass = (3 * random.normals(count, 1)).array().exp();
  if (law.equal) law.mass.setOnes();
  law.mass /= law.mass.sum();
  return law;
}

/// N <= d + 1 points with all inner products -1/(N - 1), by Gram-Schmidt on the way down.
Law regular_simplex(Index d, Index count) {
  Points z = Points::Zero(d, count);
  for (Index i = 0; i < count; ++i) {
    for (Index r = 0; r < std::min(i, d); ++r) {
      double inner = z.col(i).dot(z.col(r));
      z(r, i) = (-1 / double(count - 1) - inner) / z(r, r);
    }
    const double rest = 1 - z.col(i).squaredNorm();
    if (i < d) z(i, i) = std::sqrt(std::max(rest, 0.0));
  }
  return {z, State::Constant(count, 1 / double(count)), true};
}

double kernel(const Law& law, Index i, Index j, double tau) {
  return std::exp(-(law.z.col(i) - law.z.col(j)).squaredNorm() / (2 * tau));
}

/// E_alpha by its double sum.
double plain_energy(const Law& law, double tau, double alpha) {
  double energy = 0;
  for (Index i = 0; i < law.z.cols(); ++i) {
    double potential = 0;
    for (Index j = 0; j < law.z.cols(); ++j) potential += law.mass[j] * kernel(law, i, j, tau);
    energy += law.mass[i] * std::log(alpha + potential);
  }
  return energy;
}

/// F_a by its double sum.
double plain_family(const Law& law, double tau, double a) {
  double mean = 0;
  for (Index i = 0; i < law.z.cols(); ++i) {
    double others = a;
    for (Index j = 0; j < law.z.cols(); ++j)
      if (j != i) others += kernel(law, i, j, tau);
    mean += std::log(others) / double(law.z.cols());
  }
  return mean;
}

/// The claims on trial, so that wrong ones can be tried too.
struct Claims {
  std::function<theory::Certificate(Index, double, double)> certificate = theory::certificate;
  double corollary = 0.5;
  std::function<double(Index, double, double)> simplex = theory::simplex_bound;
  double entropy = 1;
};

double rounding(double value) { return 1e-12 * std::max(1.0, std::abs(value)); }

/// Theorems A and B and the corollary at one law; `sharpness`, if asked, is the least gap/bound.
std::optional<std::string> broken_certificate(const Law& law, double tau, double alpha,
                                              const Claims& claims, double* sharpness = nullptr) {
  const auto c = claims.certificate(law.z.rows(), tau, alpha);
  const double energy = plain_energy(law, tau, alpha), gap = energy - c.minimum,
               mmd = theory::squared_mmd_to_uniform(law.z, tau, law.masses());
  if (gap < -rounding(energy)) return fmt::format("Theorem A: gap {:.3e}", gap);
  if (mmd < -1e-15) return fmt::format("MMD^2 = {:.3e}", mmd);
  if (gap < c.least_gap(mmd) - rounding(energy))
    return fmt::format("Theorem B: gap {:.12e} below {:.12e}", gap, c.least_gap(mmd));
  if (alpha == 1 && gap < claims.corollary * mmd - rounding(energy))
    return fmt::format("corollary: gap {:.12e} below {:.12e}", gap, claims.corollary * mmd);
  if (sharpness && c.least_gap(mmd) > 1e-6)
    *sharpness = std::min(*sharpness, gap / c.least_gap(mmd));
  if (law.z.rows() == 2) {
    const double entropy = theory::entropy_gap_on_circle(law.z, tau, alpha, law.masses());
    if (entropy < -rounding(0) || gap < claims.entropy * entropy - rounding(energy))
      return fmt::format("entropy: gap {:.12e} below {:.12e}", gap, entropy);
  }
  return std::nullopt;
}

/// The bounds on F_a at one law of equal masses.
std::optional<std::string> broken_finite_bound(const Law& law, double tau, const Claims& claims,
                                               double* slack = nullptr) {
  const Index count = law.z.cols();
  for (const double a : {0.0, 0.5, 1.0, double(count), double(count + 1)}) {
    if (count == 1 && a == 0) continue;
    const double family = plain_family(law, tau, a), simplex = claims.simplex(count, tau, a);
    if (family < simplex - rounding(family))
      return fmt::format("simplex, a = {}: {:.12e} below {:.12e}", a, family, simplex);
    if (slack) *slack = std::min(*slack, family - simplex);
    if (a >= 1 && family < theory::uniform_bound(count, law.z.rows(), tau, a) - rounding(family))
      return fmt::format("uniform bound, a = {}", a);
  }
  return std::nullopt;
}

constexpr Index dimensions[] = {2, 3, 4, 8};

double log_uniform(double low, double high, RandomStream& random) {
  return low * std::pow(high / low, random.uniform());
}

}  // namespace

TEST_CASE("theory: Theorems A and B and the bounds on F_a hold at 10 000 random laws") {
  RandomStream random(2026, "test", 40);
  double sharpness = 2;
  for (int trial = 0; trial < 10000; ++trial) {
    const Index d = dimensions[trial % 4];
    const double tau = log_uniform(0.01, 10, random);
    const Law law = random_law(d, random);
    const double others[] = {0, 0.1, 0.5, 10};
    for (const double alpha : {1.0, others[random.below(4)]}) {
      const auto broken = broken_certificate(law, tau, alpha, {}, &sharpness);
      INFO("d = ", d, ", tau = ", tau, ", alpha = ", alpha, ": ", broken.value_or(""));
      REQUIRE_FALSE(broken.has_value());
    }
    const auto broken = law.equal ? broken_finite_bound(law, tau, {}) : std::nullopt;
    INFO("d = ", d, ", tau = ", tau, ", N = ", law.z.cols(), ": ", broken.value_or(""));
    REQUIRE_FALSE(broken.has_value());
  }
  CHECK(sharpness >= 1);
  CHECK(sharpness < 1.01);
}

TEST_CASE("theory: the simplex bound is attained at regular simplices") {
  for (const Index d : dimensions)
    for (Index count = 2; count <= d + 1; ++count)
      for (const double tau : {0.05, 0.4, 3.0}) {
        const Law law = regular_simplex(d, count);
        double slack = 1;
        CHECK_FALSE(broken_finite_bound(law, tau, {}, &slack).has_value());
        CHECK(slack < 1e-13);
      }
  CHECK(theory::simplex_bound(1, 0.3, 2) == doctest::Approx(std::log(2)));
  CHECK(theory::simplex_bound(5, 1e-4, 0) == doctest::Approx(std::log(4) - 1.25e4));
}

TEST_CASE("theory: planted errors of every bound are caught") {
  RandomStream random(2026, "test", 41);
  const auto with_factor = [](double change_of_c) {
    return [=](Index d, double tau, double alpha) {
      auto c = theory::certificate(d, tau, alpha);
      c.factor = (1 - change_of_c * c.c * c.beta) / (alpha + c.kappa_0);
      return c;
    };
  };
  const auto raised = [](Index d, double tau, double alpha) {
    auto c = theory::certificate(d, tau, alpha);
    c.minimum += 1e-6;
    return c;
  };
  const auto simplex = [](Index count, double tau, double a) {
    return theory::simplex_bound(count, 1.001 * tau, a);
  };
  Claims wrong[5];
  wrong[0].corollary = 0.6;
  wrong[1].certificate = with_factor(0.9);
  wrong[2].certificate = raised;
  wrong[3].simplex = simplex;
  wrong[4].entropy = 2.1;
  bool caught[5] = {};
  for (int trial = 0; trial < 400; ++trial) {
    const Index d = dimensions[trial % 4];
    const double tau = log_uniform(0.01, 10, random);
    const Law law = trial % 3 ? random_law(d, random) : regular_simplex(d, 2 + random.below(d));
    for (int k = 0; k < 5; ++k)
      if (broken_certificate(law, tau, 1, wrong[k]) ||
          (law.equal && broken_finite_bound(law, tau, wrong[k])))
        caught[k] = true;
  }
  for (const bool was_caught : caught) CHECK(was_caught);
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
      const Law polygon{test::polygon(count), State::Constant(count, 1 / double(count)), true};
      for (const double alpha : {0.0, 1.0}) {
        const auto bracket = theory::circle_minimum(count, tau, alpha);
        CHECK(bracket.upper == doctest::Approx(plain_energy(polygon, tau, alpha)).epsilon(1e-13));
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
