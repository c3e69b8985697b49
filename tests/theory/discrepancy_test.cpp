#include "simclr_flow/theory/discrepancy.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Points unit_points(Index d, Index count, std::uint32_t substream) {
  return RandomStream(2026, "test", substream).normals(d, count).colwise().normalized();
}

/// sum_{l >= 1} N_l kappa_l sum_ij p_i p_j P_l(z_i·z_j), by the addition theorem.
double by_harmonics(const Points& z, const State& p, double tau) {
  double sum = 0;
  for (Index l = 1; l < 60; ++l) {
    double moment = 0;
    for (Index i = 0; i < z.cols(); ++i)
      for (Index j = 0; j < z.cols(); ++j)
        moment += p[i] * p[j] * zonal(l, z.rows(), z.col(i).dot(z.col(j)));
    sum +=
        theory::harmonic_count(l, z.rows()) * theory::kernel_eigenvalue(l, z.rows(), tau) * moment;
  }
  return sum;
}

/// int int k d(rho - mu) d(rho - mu) for mu equal masses on a polygon, by three double sums.
double by_dense_polygon(const Points& z, const State& p, double tau) {
  const Points u = polygon(128);
  const State q = State::Constant(128, 1. / 128);
  const auto sum = [tau](const Points& x, const State& a, const Points& y, const State& b) {
    double total = 0;
    for (Index i = 0; i < x.cols(); ++i)
      for (Index j = 0; j < y.cols(); ++j)
        total += a[i] * b[j] * std::exp((x.col(i).dot(y.col(j)) - 1) / tau);
    return total;
  };
  return sum(z, p, z, p) - 2 * sum(z, p, u, q) + sum(u, q, u, q);
}

}  // namespace

TEST_CASE("theory: the discrepancy from the uniform law is that from a dense polygon") {
  const Points z = unit_points(2, 9, 50);
  const State p = unequal_masses(9, 52);
  for (const double tau : {0.05, 0.3, 2.0}) {
    const double expected = by_dense_polygon(z, p, tau);
    CHECK(std::abs(theory::squared_mmd_to_uniform(z, tau, &p) - expected) < 1e-14);
    CHECK(std::abs(theory::squared_mmd_on_circle(z, tau, &p) - expected) < 1e-14);
  }
}

TEST_CASE("theory: the discrepancy is the sum over spherical harmonics in every dimension") {
  for (const Index d : {3, 4, 8}) {
    const Points z = unit_points(d, 7, 51);
    const State p = unequal_masses(7, 52), equal = State::Constant(7, 1. / 7);
    for (const double tau : {0.2, 1.0, 10.0}) {
      CAPTURE(d);
      CAPTURE(tau);
      CHECK(std::abs(theory::squared_mmd_to_uniform(z, tau, &p) - by_harmonics(z, p, tau)) < 1e-13);
      CHECK(std::abs(theory::squared_mmd_to_uniform(z, tau) - by_harmonics(z, equal, tau)) < 1e-13);
    }
  }
}

TEST_CASE("theory: on the circle the Fourier form keeps relative accuracy") {
  // 2 kappa_N and the next multiple are all that a regular N-gon leaves.
  for (const double tau : {0.1, 1.0, 10.0})
    for (const Index count : {4, 8, 16}) {
      double left = 0;
      for (Index m = 1; m < 40; ++m) left += 2 * theory::kernel_eigenvalue(m * count, 2, tau);
      if (left < 1e-30) continue;
      CAPTURE(tau);
      CAPTURE(count);
      CHECK(theory::squared_mmd_on_circle(polygon(count), tau) ==
            doctest::Approx(left).epsilon(left > 1e-20 ? 1e-11 : 1e-3));
    }
  const Points one = polygon(1);
  CHECK(theory::squared_mmd_on_circle(one, 0.01) ==
        doctest::Approx(1 - theory::kappa_0(2, 0.01)).epsilon(1e-14));
}

TEST_CASE("theory: the entropy bound vanishes at uniform laws and sees few atoms") {
  CHECK(theory::entropy_gap_on_circle(polygon(200), 0.1) < 1e-15);
  // At small temperature and alpha = 1 one atom leaves a density 1 - sqrt q + sqrt q · peak.
  const double kappa = theory::kappa_0(2, 0.05), gap = std::log(2) - std::log1p(kappa),
               bound = theory::entropy_gap_on_circle(polygon(1), 0.05);
  CHECK(bound > 0.1);
  CHECK(bound < gap);
  // At large temperature the density is nearly flat and the bound nearly half the discrepancy.
  CHECK(theory::entropy_gap_on_circle(polygon(1), 1e3) /
            theory::squared_mmd_to_uniform(polygon(1), 1e3) ==
        doctest::Approx(0.25).epsilon(1e-2));
}

TEST_CASE("theory: discrepancies refuse other shapes") {
  using doctest::Contains;
  const State two = State::Constant(2, 0.5);
  CHECK_THROWS_WITH_AS(theory::squared_mmd_to_uniform(polygon(3), 1, &two), Contains("not 2"),
                       InputError);
  CHECK_THROWS_WITH_AS(theory::squared_mmd_to_uniform(Points(2, 0), 1), Contains("not 0"),
                       InputError);
  CHECK_THROWS_WITH_AS(theory::squared_mmd_on_circle(unit_points(3, 4, 53), 1), Contains("not 3"),
                       InputError);
  CHECK_THROWS_WITH_AS(theory::entropy_gap_on_circle(polygon(3), 1, -1), Contains("not -1"),
                       InputError);
}
