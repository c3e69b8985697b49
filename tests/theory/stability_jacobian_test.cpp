#include <doctest/doctest.h>

#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <memory>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/stability.hpp"
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

using Make = std::unique_ptr<Energy> (*)(Profile);

/// The members of the family F_a and their a.
std::array<std::pair<Make, double>, 5> family(Index count) {
  const double n = static_cast<double>(count);
  return {{{make_simclr, n + 1},
           {make_simclr_noself, n},
           {make_info_nce, 1},
           {make_nt_xent, 0.5},
           {make_dcl, 0}}};
}

/// E_alpha with alpha = 1 and 0: at equal masses F_{N+1} and F_1 up to constants.
constexpr std::pair<Make, double> offsets[] = {{make_simclr, 1}, {make_info_nce, 0}};

}  // namespace

TEST_CASE("theory: the Jacobian at an N-gon has the circulant rates, for every a") {
  int tried = 0;
  for (const Index count : {2, 3, 5, 8, 12})
    for (const double tau : {0.05, 0.15, 0.5, 2.0})
      for (const auto& [make, a] : family(count))
        for (Index p = 1; p <= count / 2; ++p) {
          const Equilibrium at = ring(count);
          const double rate = theory::polygon_rate(p, count, tau, a);
          // A mode slower than its rounding has no rate to see.
          if (std::abs(rate) < 1e-7) continue;
          const auto energy = make(gauss(tau));
          INFO("N = ", count, ", tau = ", tau, ", ", energy->name(), ", p = ", p, ", rate ", rate);
          CHECK(relative_residual(*energy, at, along_circle(at.z, fourier_mode(p, count)), rate) <
                1e-6);
          ++tried;
        }
  CHECK(tried > 250);
}

TEST_CASE("theory: the Jacobian at many equal points of the circle has the uniform law's rates") {
  const Equilibrium at = ring(96);
  for (const auto& [make, alpha] : offsets)
    for (const double tau : {0.1, 1.0})
      for (Index l = 1; l <= 5; ++l) {
        const auto energy = make(gauss(tau));
        INFO(energy->name(), ", tau = ", tau, ", l = ", l);
        CHECK(relative_residual(*energy, at, along_circle(at.z, fourier_mode(l, 96)),
                                theory::uniform_rate(l, 2, tau, alpha)) < 1e-6);
      }
}

TEST_CASE("theory: the Jacobian at the uniform law of the sphere, by quadrature masses") {
  const Equilibrium at = product_rule();
  CHECK(at.mass.sum() == doctest::Approx(1).epsilon(1e-14));
  for (const auto& [make, alpha] : offsets)
    for (const double tau : {0.1, 0.5})
      for (Index l = 1; l <= 3; ++l) {
        const auto energy = make(gauss(tau));
        INFO(energy->name(), ", tau = ", tau, ", l = ", l);
        CHECK(relative_residual(*energy, at, harmonic_field(l, at.z),
                                theory::uniform_rate(l, 3, tau, alpha)) < 1e-6);
      }
}

TEST_CASE("theory: equal atoms on the circle split at their rate") {
  for (const auto& [make, alpha] : offsets)
    for (const Index c : {1, 2, 3, 4})
      for (const double tau : {0.05, 0.2, 1.0}) {
        const auto energy = make(gauss(tau));
        INFO(energy->name(), ", c = ", c, ", tau = ", tau);
        const Equilibrium at = ring(c, 5);
        State angle = random_state(5 * c, 60);
        for (Index atom = 0; atom < c; ++atom)
          angle.segment(5 * atom, 5).array() -= angle.segment(5 * atom, 5).mean();
        const double rate = theory::splitting_rate(c, tau, alpha);
        CHECK(rate > 0);
        CHECK(relative_residual(*energy, at, along_circle(at.z, angle), rate) < 1e-6);
      }
}

TEST_CASE("theory: a rate off by 1e-5 or of another mode is rejected by the Jacobian") {
  const Equilibrium twelve = ring(12), atoms = ring(4, 2), sphere = product_rule();
  const auto simclr = make_simclr(gauss(0.15)), dcl = make_dcl(gauss(0.15));
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
