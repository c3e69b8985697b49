#include "simclr_flow/theory/harmonic_moments.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/gegenbauer.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::harmonic_moments;

namespace {

Points unit_points(Index d, Index count) {
  return RandomStream(2026, "test", 61).normals(d, count).colwise().normalized();
}

}  // namespace

TEST_CASE("theory: harmonic moments in closed form: one atom, two antipodal ones, a mixture") {
  for (const Index d : {2, 3, 8}) {
    Points z = Points::Zero(d, 2);
    z(0, 0) = 1;
    z(0, 1) = -1;
    CHECK((harmonic_moments(z.leftCols(1), 6) - State::Ones(7)).norm() < 1e-14);
    const State p = Eigen::Vector2d(0.8, 0.2), even = harmonic_moments(z, 6, &p);
    for (Index l = 0; l <= 6; ++l) CHECK(std::abs(even[l] - (l % 2 ? 0.6 : 1)) < 1e-14);
  }
}

TEST_CASE("theory: harmonic moments on the circle are moduli of Fourier coefficients") {
  const Points z = unit_points(2, 7);
  const State moments = harmonic_moments(z, 5), p = unequal_masses(7, 62);
  const State weighted = harmonic_moments(z, 5, &p);
  for (Index l = 1; l <= 5; ++l) {
    std::complex<double> sum = 0, mean = 0;
    for (Index i = 0; i < 7; ++i) {
      const auto power = std::pow(std::complex(z(0, i), z(1, i)), static_cast<int>(l));
      mean += power / 7.0;
      sum += p[i] * power;
    }
    CHECK(moments[l] == doctest::Approx(std::abs(mean)).epsilon(1e-13));
    CHECK(weighted[l] == doctest::Approx(std::abs(sum)).epsilon(1e-13));
  }
}

TEST_CASE("theory: harmonic moments vanish up to the strength of a design, and not beyond") {
  for (const auto& row : theory::configurations()) {
    if (row.sample_count > 60) continue;
    CAPTURE(row.name);
    const Index d = row.sample_dim, t = row.strength(d, row.sample_count);
    const State moments = harmonic_moments(row.make(d, row.sample_count), t + 1);
    for (Index l = 1; l <= t; ++l) CHECK(moments[l] < 2e-8);
    CHECK(moments[t + 1] > 1e-2);
  }
}

TEST_CASE("theory: harmonic moments sum up to the MMD by Funk and Hecke") {
  for (const Index d : {2, 3, 5})
    for (const double tau : {0.1, 0.5, 2.0}) {
      const Points z = unit_points(d, 11);
      const State p = unequal_masses(11, 62), moments = harmonic_moments(z, 60, &p);
      double sum = 0;
      for (Index l = 1; l <= 60; ++l)
        sum += theory::harmonic_count(l, d) * theory::kernel_eigenvalue(l, d, tau) * moments[l] *
               moments[l];
      CHECK(sum == doctest::Approx(theory::squared_mmd_to_uniform(z, tau, &p)).epsilon(1e-12));
    }
}

TEST_CASE("theory: squares of moments of many points, by powers and by rows, are the double sum") {
  const Points z = RandomStream(2026, "test", 91).normals(3, 1100).colwise().normalized();
  State p = RandomStream(2026, "test", 92).normals(1100, 1).cwiseAbs();
  p /= p.sum();
  State sums = State::Zero(10);
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j < z.cols(); ++j) {
      const auto zonals = theory::gegenbauer(9, 3, z.col(i).dot(z.col(j)));
      for (Index l = 0; l < 10; ++l) sums[l] += p[i] * p[j] * double(zonals[std::size_t(l)]);
    }
  for (const Index degree : {1, 4, 9}) {
    const auto found = theory::design_moments(z, degree, &p);
    REQUIRE(std::ssize(found) == degree + 1);
    for (Index l = 0; l <= degree; ++l) CHECK(std::abs(found[std::size_t(l)] - sums[l]) <= 1e-13);
  }
}

TEST_CASE("theory: harmonic moments refuse what has none") {
  CHECK_THROWS_AS(harmonic_moments(Points::Ones(1, 3), 2), InputError);
  CHECK_THROWS_AS(harmonic_moments(Points(3, 0), 2), InputError);
  const State p = State::Ones(2) / 2;
  CHECK_THROWS_AS(harmonic_moments(Points::Ones(3, 3), 2, &p), InputError);
}
