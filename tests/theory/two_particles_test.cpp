#include "simclr_flow/theory/two_particles.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/expint.hpp>
#include <cmath>
#include <functional>

#include "simclr_flow/core/error.hpp"
#include "support/extrapolation.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::TwoParticles;

namespace {

struct Setting {
  double start, tau, alpha;
};
constexpr Setting settings[] = {{0.1, 0.1, 1},     {1e-6, 0.2, 1},    {0.4, 1, 0},
                                {0.3, 0.05, 0.25}, {0.2, 0.5, -0.25}, {2, 0.3, 1},
                                {1e-3, 1e-3, 3},   {0.5, 0.4, -0.5}};

/// z' = -N dE/dz written out from E_alpha(rho_N) for N particles on the line.
State particle_field(const State& z, double tau, double alpha) {
  const Index n = z.size();
  const double count = static_cast<double>(n);
  const auto k = [&](Index i, Index j) { return std::exp(-std::pow(z[i] - z[j], 2) / (2 * tau)); };
  State w(n), field = State::Zero(n);
  for (Index i = 0; i < n; ++i) {
    double sum = alpha + 1 / count;  // the diagonal first: alpha + 1/N may be 0
    for (Index j = 0; j < n; ++j) sum += j == i ? 0 : k(i, j) / count;
    w[i] = 1 / sum;
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      field[i] += (w[i] + w[j]) * (z[i] - z[j]) * k(i, j) / (count * tau);
  return field;
}

double particle_velocity(double r, const Setting& s) {
  const State field = particle_field(State{{-r / 2, r / 2}}, s.tau, s.alpha);
  return field[1] - field[0];
}

using TimeOf = std::function<double(double)>;

/// How far t(b) - t(a) is from the integral of dr over the velocity of the particles, relatively.
double integral_defect(const TimeOf& time, const Setting& s, double a, double b) {
  const auto rate = [&](double x) {
    const double r = std::exp(x);
    return r / particle_velocity(r, s);
  };
  const double exact = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
      rate, std::log(a), std::log(b), 5, 1e-14);
  return std::abs(time(b) - time(a) - exact) / exact;
}

}  // namespace

TEST_CASE("two particles: velocity and time solve the particle flow") {
  for (const Setting& s : settings) {
    const TwoParticles pair(s.start, s.tau, s.alpha);
    CAPTURE(s.start);
    CAPTURE(s.tau);
    CAPTURE(s.alpha);
    double a = s.start;
    for (const double growth : {1.5, 2.0, 4.0}) {
      const double b = std::min(a * growth, std::sqrt(60 * s.tau));
      if (b <= a) continue;
      CHECK(pair.velocity(b) == doctest::Approx(particle_velocity(b, s)).epsilon(1e-13));
      CHECK(integral_defect([&](double r) { return pair.time(r); }, s, a, b) < 1e-13);
      a = b;
    }
    CHECK(pair.time(s.start) == 0);
    CHECK(pair.time(s.start / 2) == -TwoParticles(s.start / 2, s.tau, s.alpha).time(s.start));
  }
}

TEST_CASE("two particles: a wrong coefficient, temperature or offset is seen") {
  const Setting s{0.1, 0.1, 1};
  const auto formula = [&](double coefficient, double tau) {
    return [=](double r) {
      using boost::math::expint;
      return tau / 4 * (coefficient * expint(r * r / (2 * tau)) + std::log(r));
    };
  };
  CHECK(integral_defect(formula(1.5, s.tau), s, 0.2, 0.5) < 1e-13);
  CHECK(integral_defect(formula(1.5 * (1 + 1e-9), s.tau), s, 0.2, 0.5) > 1e-11);
  CHECK(integral_defect(formula(1.5, s.tau * (1 + 1e-9)), s, 0.2, 0.5) > 1e-11);
  const TwoParticles other(0.1, 0.1, 1 + 1e-9);
  CHECK(integral_defect([&](double r) { return other.time(r); }, s, 0.2, 0.5) > 1e-11);
}

TEST_CASE("two particles: the distance is the inverse of the time") {
  for (const Setting& s : settings) {
    const TwoParticles pair(s.start, s.tau, s.alpha);
    CAPTURE(s.start);
    CAPTURE(s.tau);
    CAPTURE(s.alpha);
    CHECK(pair.distance(0) == s.start);
    for (double r = s.start * 1.001; r * r / (2 * s.tau) < 690; r *= 1.3) {
      CAPTURE(r);
      const double t = pair.time(r);
      CHECK(pair.distance(t) == doctest::Approx(r).epsilon(1e-14));
      CHECK(pair.distance_at_log_time(pair.log_time(r)) == doctest::Approx(r).epsilon(1e-14));
    }
  }
}

TEST_CASE("two particles: logarithms of times go on where times overflow") {
  const double tau = 0.1;
  const TwoParticles pair(0.05, tau), late(std::sqrt(2 * tau * 1000), tau);
  CHECK(std::isinf(pair.time(20)));
  for (const double s : {30.0, 39.0, 39.999999, 40.0, 40.000001, 41.0, 200.0, 690.0}) {
    // the logarithm below and above the switch to the asymptotic series, by Boost's Ei
    CAPTURE(s);
    const double r = std::sqrt(2 * tau * s);
    const double plain =
        tau / 4 *
        (1.5 * (boost::math::expint(s) - boost::math::expint(0.0125)) + std::log(r / 0.05));
    CHECK(pair.log_time(r) == doctest::Approx(std::log(plain)).epsilon(1e-15));
  }
  for (const double s : {1e3, 1e4, 1e6}) {
    CAPTURE(s);
    const double r = std::sqrt(2 * tau * s);
    const double limit = std::log(3 * tau / 8) + s - std::log(s) + 1 / s;
    CHECK(std::abs(pair.log_time(r) - limit) < 3 / (s * s) + 1e-15 * s);
    CHECK(pair.distance_at_log_time(pair.log_time(r)) == doctest::Approx(r).epsilon(1e-14));
  }
  // from far apart: only the difference of two overflowing terms is finite
  const double r = std::sqrt(2 * tau * 1000.5);
  CHECK(
      late.log_time(r) ==
      doctest::Approx(pair.log_time(r) +
                      std::log1p(-std::exp(pair.log_time(std::sqrt(2e3 * tau)) - pair.log_time(r))))
          .epsilon(1e-14));
  CHECK(late.distance_at_log_time(late.log_time(r)) == doctest::Approx(r).epsilon(1e-14));
}

TEST_CASE("two particles: an integration of the particle field ends at the distance") {
  for (const Setting& s : settings) {
    CAPTURE(s.start);
    CAPTURE(s.tau);
    const TwoParticles pair(s.start, s.tau, s.alpha);
    const double time = pair.time(3 * s.start);
    const auto field = [&](const State& z) { return particle_field(z, s.tau, s.alpha); };
    const State end = integrate(field, State{{-s.start / 2, s.start / 2}}, time);
    CHECK(end[1] - end[0] == doctest::Approx(pair.distance(time)).epsilon(1e-13));
  }
}

TEST_CASE("two particles: in space they stay on their line") {
  const double tau = 0.2;
  const auto field = [&](const State& z) {
    // N = 2, alpha = 1: z_i' = (z_i - z_j) k/(tau (1 + (1 + k)/2))
    const State r = z.tail(3) - z.head(3);
    const double k = std::exp(-r.squaredNorm() / (2 * tau));
    State moved(6);
    moved << -r * k / (tau * (1.5 + k / 2)), r * k / (tau * (1.5 + k / 2));
    return moved;
  };
  const State start{{0, 0, 0, 0.1, 0.2, -0.2}};
  const State end = integrate(field, start, 0.5);
  CHECK((end.tail(3) - end.head(3)).norm() ==
        doctest::Approx(TwoParticles(0.3, tau).distance(0.5)).epsilon(1e-13));
}

TEST_CASE("two particles: impossible arguments are named") {
  CHECK_THROWS_WITH_AS(TwoParticles(0, 1), doctest::Contains("start = 0"), InputError);
  CHECK_THROWS_WITH_AS(TwoParticles(1, -1), doctest::Contains("tau = -1"), InputError);
  CHECK_THROWS_WITH_AS(TwoParticles(1, 1, -0.75), doctest::Contains("-1/2"), InputError);
  CHECK_THROWS_AS(TwoParticles(1, 1).distance(-1), InputError);
  CHECK_THROWS_AS(TwoParticles(1, 1).distance(std::nan("")), InputError);
  CHECK_THROWS_AS(TwoParticles(1, 1).log_time(0.5), InputError);
}
