#include "simclr_flow/theory/stability.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/samples.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("theory: rates of the uniform law and of atoms are those of the sheet") {
  const double circle_cold[] = {-0.203476, -0.700985, -1.228986, -1.540881},
               circle_warm[] = {-0.263570, -0.267919, -0.099871, -0.021975},
               sphere[] = {-0.167755, -0.409893, -0.603640};
  for (Index l = 1; l <= 4; ++l) {
    CHECK(std::abs(theory::uniform_rate(l, 2, 0.1) - circle_cold[l - 1]) < 5.01e-7);
    CHECK(std::abs(theory::uniform_rate(l, 2, 1) - circle_warm[l - 1]) < 5.01e-7);
    if (l < 4) CHECK(std::abs(theory::uniform_rate(l, 3, 0.1) - sphere[l - 1]) < 5.01e-7);
  }
  CHECK(theory::uniform_rate(0, 3, 0.1) == 0);
  CHECK(std::abs(theory::splitting_rate(2, 0.2) - 3.33313156) < 5.01e-9);
  CHECK(std::abs(theory::splitting_rate(4, 0.2) - 1.86012001) < 5.01e-9);
  CHECK(std::abs(theory::splitting_rate(4, 1) - 0.04391203) < 5.01e-9);
  CHECK(std::abs(theory::polygon_rate(1, 8, 0.15, 0) - 0.3478) < 5.01e-5);
}

TEST_CASE("theory: a polygon's rates do not see which sums they are taken by") {
  // The change from direct to spectral sums is at half the squared angle.
  for (const Index count : {5, 8, 16, 40})
    for (const double a : {0.0, 0.5, 1.0, double(count)})
      for (Index p = 1; p <= count / 2; ++p) {
        const double change = std::pow(2 * M_PI / double(count), 2) / 2,
                     below = theory::polygon_rate(p, count, change * (1 - 1e-13), a),
                     above = theory::polygon_rate(p, count, change * (1 + 1e-13), a);
        CAPTURE(count);
        CAPTURE(p);
        CHECK(std::abs(below - above) <= 1e-11 * std::max(std::abs(below), 1.0));
        CHECK(theory::polygon_rate(count - p, count, change, a) ==
              theory::polygon_rate(p, count, change, a));
      }
  // A high mode at large temperature, where direct sums cancel to noise: -p^2 q (2 - q).
  const double q = theory::kernel_eigenvalue(16, 2, 5.0) / theory::kernel_eigenvalue(0, 2, 5.0),
               paired = 2 * q;
  CHECK(theory::polygon_rate(16, 32, 5.0, 1) == doctest::Approx(-256 * 2 * paired).epsilon(1e-9));
}

TEST_CASE("theory: dcl has unstable polygons in one window of temperature, from eight points on") {
  for (Index count = 2; count <= 7; ++count) CHECK(theory::unstable_temperatures(count, 0).empty());
  const std::pair<Index, std::array<double, 2>> known[] = {
      {8, {0.10785, 0.20640}}, {12, {0.01934, 0.13727}}, {16, {0.00603, 0.08570}}};
  for (const auto& [count, ends] : known) {
    const auto windows = theory::unstable_temperatures(count, 0);
    REQUIRE(windows.size() == 1);
    CHECK(std::abs(windows[0].lower - ends[0]) < 5.01e-6);
    CHECK(std::abs(windows[0].upper - ends[1]) < 5.01e-6);
    const auto fastest = [n = count](double tau) {
      double rate = -1e300;
      for (Index p = 1; p <= n / 2; ++p) rate = std::max(rate, theory::polygon_rate(p, n, tau, 0));
      return rate;
    };
    CHECK(fastest(windows[0].lower * (1 + 1e-10)) > 0);
    CHECK(fastest(windows[0].lower * (1 - 1e-10)) < 0);
    CHECK(fastest(windows[0].upper * (1 - 1e-10)) > 0);
    CHECK(fastest(windows[0].upper * (1 + 1e-10)) < 0);
  }
}

TEST_CASE("theory: the ends of dcl's window at many points, from neighbours and from few modes") {
  const auto windows = theory::unstable_temperatures(64, 0);
  REQUIRE(windows.size() == 1);
  const double c = std::cos(2 * M_PI / 64), angle = 2 * M_PI / 64;
  CHECK(windows[0].lower == doctest::Approx((1 - c) * (1 - c * c) / (2 * c)).epsilon(1e-9));
  CHECK(windows[0].upper == doctest::Approx(2 / M_PI * angle * angle).epsilon(0.02));
}

TEST_CASE("theory: polygons of the other presets are stable at every temperature tried") {
  for (const Index count : {2, 3, 8, 9, 16, 32})
    for (const double a : {0.5, 1.0, double(count), double(count + 1)}) {
      INFO("a = ", a, ", N = ", count);
      CHECK(theory::unstable_temperatures(count, a).empty());
    }
  CHECK_FALSE(theory::unstable_temperatures(16, 0.1).empty());
  for (const Index count : {64, 128, 256})
    for (const double a : {0.5, 1.0, double(count), double(count + 1)})
      for (const double tau : {1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0})
        for (Index p = 1; p <= count / 2; ++p) CHECK(theory::polygon_rate(p, count, tau, a) <= 0);
}

TEST_CASE("theory: dcl of eight points at tau = .15 leaves the octagon for four pairs of gaps") {
  const auto energy = make_dcl(gauss(0.15));
  Points z = polygon(8);
  CHECK(std::abs(energy->evaluate({z}, nullptr) + 1.25046046) < 5.01e-9);
  State angle(8), move = State::Zero(8);
  for (Index i = 0; i < 8; ++i)
    angle[i] = M_PI / 4 * double(i) + 0.1 * std::sin(M_PI / 4 * double(i) + 0.1);
  double value = 0, speed = 1;
  for (int step = 0; step < 40000 && speed > 1e-11; ++step) {
    for (Index i = 0; i < 8; ++i) z.col(i) << std::cos(angle[i]), std::sin(angle[i]);
    Points g;
    value = energy->evaluate({z}, &g);
    const State slope =
        (z.row(0).array() * g.row(1).array() - z.row(1).array() * g.row(0).array()).transpose();
    speed = 8 * slope.norm();
    move = 0.95 * move - 0.01 * 8 * slope;  // heavy ball: one direction is soft
    angle += move;
  }
  CHECK(speed < 1e-10);
  CHECK(std::abs(value + 1.25922967) < 5.01e-9);
  State gap(8);
  for (Index i = 0; i < 8; ++i) gap[i] = angle[(i + 1) % 8] - angle[i] + (i == 7 ? 2 * M_PI : 0);
  std::sort(gap.begin(), gap.end());
  const double known[] = {0.4633, 0.6855, 0.9325, 1.0602};
  for (Index i = 0; i < 8; ++i) CHECK(std::abs(gap[i] - known[i / 2]) < 5.1e-5);
}

TEST_CASE("theory: rates of the pair energy are the limit of large alpha, and those of particles") {
  for (const Index l : {1, 2, 5}) {
    CHECK(1e9 * theory::uniform_rate(l, 3, 0.3, 1e9) ==
          doctest::Approx(theory::pair_rate(l, 3, 0.3)).epsilon(1e-7));
    CHECK(theory::log_pair_rate(l, 3, 0.3) * theory::kappa_0(3, 0.3) ==
          doctest::Approx(theory::pair_rate(l, 3, 0.3)));
  }
  constexpr Index count = 64;
  constexpr double small = 1e-5, tau = 0.2;
  using Rate = double (*)(Index l, Index d, double tau);
  const std::pair<const char*, Rate> rates[] = {{"linear", theory::pair_rate},
                                                {"uniformity", theory::log_pair_rate}};
  for (const auto& [preset, rate] : rates)
    for (const Index l : {1, 2, 4}) {
      Points z(2, count);
      State mode(count);
      for (Index i = 0; i < count; ++i) {
        const double angle = 2 * M_PI * double(i) / count;
        mode[i] = std::cos(double(l) * angle);
        z.col(i) << std::cos(angle + small * mode[i]), std::sin(angle + small * mode[i]);
      }
      const Points g = theory::plain_sum({preset, "gauss", tau}, z, 1).gradient;
      const State slope =
          -double(count) *
          (z.row(0).array() * g.row(1).array() - z.row(1).array() * g.row(0).array()).transpose();
      // uniformity counts no latent with itself: of N(N-1) pairs.
      const double pairs = double(count), kappa = theory::kappa_0(2, tau);
      const double others = preset == std::string("linear") ? 1 : kappa / (kappa - 1 / pairs);
      CHECK(slope.dot(mode) / (small * mode.squaredNorm()) ==
            doctest::Approx(others * rate(l, 2, tau)).epsilon(1e-6));
    }
}

TEST_CASE("theory: rates refuse what they are not defined for") {
  using doctest::Contains;
  CHECK_THROWS_WITH_AS(theory::uniform_rate(1, 3, 1, -1), Contains("not -1"), InputError);
  CHECK_THROWS_WITH_AS(theory::splitting_rate(0, 1), Contains("not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::polygon_rate(1, 1, 1, 0), Contains("not 1"), InputError);
  CHECK_THROWS_WITH_AS(theory::polygon_rate(1, 4, 0, 0), Contains("(0, 1e4], not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::unstable_temperatures(4, -1), Contains("not -1"), InputError);
}
