#include "simclr_flow/theory/certificate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"

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
