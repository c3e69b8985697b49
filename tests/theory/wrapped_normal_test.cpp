#include "simclr_flow/theory/wrapped_normal.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/line_law.hpp"
#include "simclr_flow/theory/minimum.hpp"

using namespace simclr_flow;

namespace {

constexpr double turn = 2 * std::numbers::pi;

State grid(Index points) {
  return State::LinSpaced(points, 0,
                          turn * static_cast<double>(points - 1) / static_cast<double>(points));
}

Points on_circle(const State& angles) {
  Points z(2, angles.size());
  z.row(0) = angles.array().cos();
  z.row(1) = angles.array().sin();
  return z;
}

/// MMD^2 of atoms to a density by sums over pairs and the M points of the density.
double by_sums(const State& atoms, const State& density, double tau) {
  const State u = grid(density.size());
  const auto k = [tau](double x) { return std::exp((std::cos(x) - 1) / tau); };
  const double n = static_cast<double>(atoms.size()), m = static_cast<double>(u.size());
  double sum = 0;
  for (const double a : atoms)
    for (const double b : atoms) sum += k(a - b) / (n * n);
  for (Index i = 0; i < u.size(); ++i) {
    for (const double a : atoms) sum -= 2 * density[i] * k(a - u[i]) / (n * m);
    for (Index j = 0; j < u.size(); ++j) sum += density[i] * density[j] * k(u[i] - u[j]) / (m * m);
  }
  return sum;
}

}  // namespace

TEST_CASE("theory: the wrapped normal density is its Fourier series, of mass 1") {
  const State angles = grid(64);
  for (const double spread : {0.3, 1.0, 3.0, 40.0}) {
    const State density = theory::wrapped_normal(angles, spread);
    State series = State::Ones(64);
    for (int l = 1; l < 60; ++l)
      series.array() += 2 * std::exp(-l * l * spread * spread / 2) * (l * angles.array()).cos();
    CHECK((density - series).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(density.mean() == doctest::Approx(1).epsilon(1e-13));
  }
  CHECK_THROWS_AS(theory::wrapped_normal(angles, 0), InputError);
}

TEST_CASE("theory: the MMD to a density on the circle is that of its sums") {
  const State atoms = RandomStream(2026, "test", 63).normals(9, 1);
  for (const double tau : {0.1, 1.0}) {
    const State density = theory::wrapped_normal(grid(128), 0.8);
    CHECK(theory::squared_mmd_to_density(on_circle(atoms), density, tau) ==
          doctest::Approx(by_sums(atoms, density, tau)).epsilon(1e-12));
    const State uniform = State::Ones(128);
    CHECK(theory::squared_mmd_to_density(on_circle(atoms), uniform, tau) ==
          doctest::Approx(theory::squared_mmd_on_circle(on_circle(atoms), tau)).epsilon(1e-13));
    CHECK(theory::mean_kernel_on_circle(uniform, tau) ==
          doctest::Approx(theory::kappa_0(2, tau)).epsilon(1e-13));
    CHECK(theory::squared_mmd_of_densities(density, uniform, tau) ==
          doctest::Approx(theory::mean_kernel_on_circle(density, tau) - theory::kappa_0(2, tau))
              .epsilon(1e-12));
    const State finer = theory::wrapped_normal(grid(256), 0.8);
    CHECK(theory::squared_mmd_of_densities(density, finer, tau) < 1e-28);
  }
}

TEST_CASE("theory: independent draws of a density have the mean MMD^2 that is said") {
  const State density = theory::wrapped_normal(grid(128), 0.5);
  RandomStream random(2026, "test", 64);
  double mean = 0;
  const int repeats = 2000, n = 10;
  for (int k = 0; k < repeats; ++k)
    mean += theory::squared_mmd_to_density(on_circle(0.5 * random.normals(n, 1)), density, 0.2) /
            repeats;
  // Standard error below 3 %.
  const double expected = (1 - theory::mean_kernel_on_circle(density, 0.2)) / n;
  CHECK(std::abs(mean / expected - 1) < 0.1);
}

TEST_CASE("theory: a normal law on the line has closed potentials and mean kernels") {
  const double s = 0.7, tau = 0.05, left = -8, width = 0.01;
  State density(1600);
  for (Index c = 0; c < density.size(); ++c) {
    const double x = (left + width * (static_cast<double>(c) + 0.5)) / s;
    density[c] = std::exp(-x * x / 2) / (s * std::sqrt(turn));
  }
  const theory::LineLaw law{density, left, width};
  for (const double x : {0.0, 0.4, -1.3}) {
    const double expected = std::sqrt(tau / (tau + s * s)) * std::exp(-x * x / (2 * (tau + s * s)));
    CHECK(law.potential(x, tau) == doctest::Approx(expected).epsilon(1e-4));
  }
  CHECK(law.mean_kernel(tau) == doctest::Approx(std::sqrt(tau / (tau + 2 * s * s))).epsilon(1e-4));
  const State atoms = Eigen::Vector2d(0.1, 0.6);
  const double pair = (1 + std::exp(-0.25 / (2 * tau))) / 2;
  CHECK(law.squared_mmd(atoms, tau) ==
        doctest::Approx(pair - law.potential(0.1, tau) - law.potential(0.6, tau) +
                        law.mean_kernel(tau))
            .epsilon(1e-13));
}

TEST_CASE("line law: the mean kernel and the MMD are their definitions") {
  const double tau = 0.05;
  const theory::LineLaw box{State::Ones(1), 0, 1};  // uniform on [0, 1]
  const double mean = std::sqrt(turn * tau) * std::erf(1 / std::sqrt(2 * tau)) -
                      2 * tau * (1 - std::exp(-1 / (2 * tau)));
  CHECK(box.mean_kernel(tau) == doctest::Approx(mean).epsilon(1e-14));
  State x = RandomStream(2026, "line", 1).normals(60, 1);
  x[7] = -300;  // far from all
  double pairs = 0, cross = 0;
  for (const double a : x) {
    for (const double b : x) pairs += std::exp(-(a - b) * (a - b) / (2 * tau)) / 3600;
    const double scale = 1 / std::sqrt(2 * tau);
    cross += std::sqrt(turn * tau) / 2 * (std::erf((1 - a) * scale) + std::erf(a * scale)) / 60;
  }
  const double expected = pairs - 2 * cross + mean;
  CHECK(box.squared_mmd(x, tau) == doctest::Approx(expected).epsilon(1e-13));
  x[7] = -299;  // nothing changes; nearer it does
  CHECK(box.squared_mmd(x, tau) == doctest::Approx(expected).epsilon(1e-13));
  x[7] = -1;
  CHECK(std::abs(box.squared_mmd(x, tau) - expected) > 1e-6);
  x[7] = 1e300;
  CHECK(std::isnan(box.squared_mmd(x, tau)));
}

TEST_CASE("line law: many atoms at its quantiles are nearly it, without lost digits") {
  const Index n = 20000;
  const theory::LineLaw box{State::Ones(1), 0, 1};
  const State x = (State::LinSpaced(n, 0, double(n - 1)).array() + 0.5) / double(n);
  // The midpoint rule of a smooth kernel's potential ends with its slopes at 0 and 1: O(1/n^2).
  CHECK(box.squared_mmd(x, 0.05) > 0);
  CHECK(std::sqrt(box.squared_mmd(x, 0.05)) < 1e-9);
}
