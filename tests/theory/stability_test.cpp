#include "simclr_flow/theory/stability.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/samples.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A stationary law of the particle flow: latents on a sphere and their masses.
struct Equilibrium {
  Points z;
  State mass;
};

/// J v, the linearised velocity z_i' = -(1/p_i) grad_i E at an equilibrium, v tangent.
Points flow_jacobian(const Energy& energy, const Equilibrium& at, const Points& v) {
  const Latents latents{at.z, 1, &at.mass};
  Points g, change(v.rows(), v.cols());
  energy.evaluate(latents, &g);
  energy.hessian_vector(latents, v, change);
  for (Index i = 0; i < v.cols(); ++i) {
    const State z = at.z.col(i);
    change.col(i) -= z * z.dot(change.col(i)) + z.dot(g.col(i)) * v.col(i);
    change.col(i) /= -at.mass[i];
  }
  return change;
}

/// How far v is from a mode with this rate, relative to the rate.
double relative_residual(const Energy& energy, const Equilibrium& at, const Points& v,
                         double rate) {
  const Points off = flow_jacobian(energy, at, v) - rate * v;
  return off.cwiseAbs().maxCoeff() / (std::abs(rate) * v.cwiseAbs().maxCoeff());
}

/// Equal particles at the vertices of a regular polygon.
Equilibrium ring(Index vertices, Index repeat = 1) {
  const Index count = vertices * repeat;
  return {polygon(vertices, repeat), State::Constant(count, 1 / double(count))};
}

/// Displacements along the circle by these angles.
Points along_circle(const Points& z, const State& angle) {
  Points v(2, z.cols());
  v.row(0) = -z.row(1).array() * angle.transpose().array();
  v.row(1) = z.row(0).array() * angle.transpose().array();
  return v;
}

State fourier_mode(Index p, Index count) {
  State mode(count);
  for (Index i = 0; i < count; ++i)
    mode[i] = std::cos(2 * M_PI * double(p * i % count) / double(count) + 0.3 * (2 * p != count));
  return mode;
}

/// The uniform law of S^2 by Gauss points in height times equal longitudes: exact to degree 39.
Equilibrium product_rule() {
  using Rule = boost::math::quadrature::gauss<double, 20>;
  Equilibrium at{Points(3, 800), State(800)};
  Index i = 0;
  for (std::size_t k = 0; k < 10; ++k)
    for (const double sign : {-1.0, 1.0})
      for (Index m = 0; m < 40; ++m, ++i) {
        const double h = sign * Rule::abscissa()[k], r = std::sqrt(1 - h * h);
        at.z.col(i) << r * std::cos(M_PI * double(m) / 20), r * std::sin(M_PI * double(m) / 20), h;
        at.mass[i] = Rule::weights()[k] / 80;
      }
  return at;
}

/// The tangent gradient field of a spherical harmonic of degree l = 1, 2, 3.
Points harmonic_field(Index l, const Points& z) {
  Points v(3, z.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    const double x = z(0, i), y = z(1, i), h = z(2, i);
    if (l == 1) v.col(i) << 1, 0.5, -2;
    if (l == 2) v.col(i) << y + 2 * x, x, -2 * h;  // xy + x^2 - z^2
    if (l == 3)
      v.col(i) << y * h + 3 * x * x - 3 * y * y, x * h - 6 * x * y, x * y;  // xyz + x^3 - 3xy^2
    v.col(i) -= z.col(i) * z.col(i).dot(v.col(i));
  }
  return v;
}

struct Member {
  const char* preset;
  double a;
};
std::array<Member, 5> family(Index count) {
  const double n = static_cast<double>(count);
  return {{{"simclr", n + 1}, {"simclr-noself", n}, {"info-nce", 1}, {"nt-xent", 0.5}, {"dcl", 0}}};
}

std::unique_ptr<Energy> make(const char* preset, double tau) {
  return entry(energies(), preset).make(gauss(tau));
}

/// E_alpha with alpha = 1 and 0: at equal masses F_{N+1} and F_1 up to constants.
constexpr std::pair<const char*, double> offsets[] = {{"simclr", 1}, {"info-nce", 0}};

}  // namespace

TEST_CASE("theory: the Jacobian at an N-gon has the circulant rates, for every a") {
  int tried = 0;
  for (const Index count : {2, 3, 5, 8, 12})
    for (const double tau : {0.05, 0.15, 0.5, 2.0})
      for (const auto& [preset, a] : family(count))
        for (Index p = 1; p <= count / 2; ++p) {
          const Equilibrium at = ring(count);
          const double rate = theory::polygon_rate(p, count, tau, a);
          // A mode slower than its rounding has no rate to see.
          if (std::abs(rate) < 1e-7) continue;
          INFO("N = ", count, ", tau = ", tau, ", ", preset, ", p = ", p, ", rate ", rate);
          CHECK(relative_residual(*make(preset, tau), at,
                                  along_circle(at.z, fourier_mode(p, count)), rate) < 1e-6);
          ++tried;
        }
  CHECK(tried > 250);
}

TEST_CASE("theory: the Jacobian at many equal points of the circle has the uniform law's rates") {
  const Equilibrium at = ring(96);
  for (const auto& [preset, alpha] : offsets)
    for (const double tau : {0.1, 1.0})
      for (Index l = 1; l <= 5; ++l) {
        INFO(preset, ", tau = ", tau, ", l = ", l);
        CHECK(relative_residual(*make(preset, tau), at, along_circle(at.z, fourier_mode(l, 96)),
                                theory::uniform_rate(l, 2, tau, alpha)) < 1e-6);
      }
}

TEST_CASE("theory: the Jacobian at the uniform law of the sphere, by quadrature masses") {
  const Equilibrium at = product_rule();
  CHECK(at.mass.sum() == doctest::Approx(1).epsilon(1e-14));
  for (const auto& [preset, alpha] : offsets)
    for (const double tau : {0.1, 0.5})
      for (Index l = 1; l <= 3; ++l) {
        INFO(preset, ", tau = ", tau, ", l = ", l);
        CHECK(relative_residual(*make(preset, tau), at, harmonic_field(l, at.z),
                                theory::uniform_rate(l, 3, tau, alpha)) < 1e-6);
      }
}

TEST_CASE("theory: equal atoms on the circle split at their rate") {
  for (const auto& [preset, alpha] : offsets)
    for (const Index c : {1, 2, 3, 4})
      for (const double tau : {0.05, 0.2, 1.0}) {
        INFO(preset, ", c = ", c, ", tau = ", tau);
        const Equilibrium at = ring(c, 5);
        State angle = random_state(5 * c, 60);
        for (Index atom = 0; atom < c; ++atom)
          angle.segment(5 * atom, 5).array() -= angle.segment(5 * atom, 5).mean();
        const double rate = theory::splitting_rate(c, tau, alpha);
        CHECK(rate > 0);
        CHECK(relative_residual(*make(preset, tau), at, along_circle(at.z, angle), rate) < 1e-6);
      }
}

TEST_CASE("theory: a rate off by 1e-5 or of another mode is rejected by the Jacobian") {
  const Equilibrium twelve = ring(12), atoms = ring(4, 2), sphere = product_rule();
  const auto simclr = make("simclr", 0.15), dcl = make("dcl", 0.15);
  const Points mode = along_circle(twelve.z, fourier_mode(3, 12));
  CHECK(relative_residual(*dcl, twelve, mode, theory::polygon_rate(3, 12, 0.15, 0) * (1 + 1e-5)) >
        1e-6);
  CHECK(relative_residual(*dcl, twelve, mode, theory::polygon_rate(2, 12, 0.15, 0)) > 1e-6);
  CHECK(relative_residual(*dcl, twelve, mode, theory::polygon_rate(3, 12, 0.15, 0.5)) > 1e-6);
  CHECK(relative_residual(*simclr, sphere, harmonic_field(2, sphere.z),
                          theory::uniform_rate(2, 3, 0.15) * (1 + 1e-5)) > 1e-6);
  // Displacements of an atom's particles must sum to zero.
  CHECK(relative_residual(*simclr, atoms, along_circle(atoms.z, random_state(8, 61)),
                          theory::splitting_rate(4, 0.15)) > 1e-6);
}

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
    for (const auto& [preset, a] : family(count))
      if (a > 0) {
        INFO(preset, ", N = ", count);
        CHECK(theory::unstable_temperatures(count, a).empty());
      }
  CHECK_FALSE(theory::unstable_temperatures(16, 0.1).empty());
}

TEST_CASE("theory: dcl of eight points at tau = .15 leaves the octagon for four pairs of gaps") {
  const auto energy = make("dcl", 0.15);
  Equilibrium at = ring(8);
  CHECK(std::abs(energy->evaluate({at.z}, nullptr) + 1.25046046) < 5.01e-9);
  State angle(8), move = State::Zero(8);
  for (Index i = 0; i < 8; ++i)
    angle[i] = M_PI / 4 * double(i) + 0.1 * std::sin(M_PI / 4 * double(i) + 0.1);
  double value = 0, speed = 1;
  for (int step = 0; step < 40000 && speed > 1e-11; ++step) {
    for (Index i = 0; i < 8; ++i) at.z.col(i) << std::cos(angle[i]), std::sin(angle[i]);
    Points g;
    value = energy->evaluate({at.z}, &g);
    const State slope =
        (at.z.row(0).array() * g.row(1).array() - at.z.row(1).array() * g.row(0).array())
            .transpose();
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

TEST_CASE("theory: rates refuse what they are not defined for") {
  using doctest::Contains;
  CHECK_THROWS_WITH_AS(theory::uniform_rate(1, 3, 1, -1), Contains("not -1"), InputError);
  CHECK_THROWS_WITH_AS(theory::splitting_rate(0, 1), Contains("not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::polygon_rate(1, 1, 1, 0), Contains("not 1"), InputError);
  CHECK_THROWS_WITH_AS(theory::polygon_rate(1, 4, 0, 0), Contains("(0, 1e4], not 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::unstable_temperatures(4, -1), Contains("not -1"), InputError);
}
