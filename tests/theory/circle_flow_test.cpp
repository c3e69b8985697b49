#include "simclr_flow/theory/circle_flow.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <complex>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "support/circle_law.hpp"
#include "support/extrapolation.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::CircleFlow;
using theory::CircleRun;

namespace {

template <class Function>
State sampled(const CircleFlow& flow, const Function& f) {
  return flow.angles().unaryExpr(f);
}

State start(const CircleFlow& flow) {
  return sampled(flow, [](double th) { return Quantiles{}.density(th); });
}

double rhs_error(const CircleFlow& flow, const Defined& defined) {
  return (flow.rhs(start(flow)) - sampled(flow, [&](double x) { return defined.rhs(x); }))
      .lpNorm<Eigen::Infinity>();
}

State moved_quantiles(Index n, double tau, double alpha, double time) {
  return integrate([&](const State& th) { return circle_particles(th, tau, alpha); },
                   Quantiles{}.sample(n), time);
}

std::complex<double> moment(const State& th, const State& weight, int l) {
  std::complex<double> sum = 0;
  for (Index j = 0; j < th.size(); ++j) sum += weight[j] * std::polar(1.0, -l * th[j]);
  return sum / static_cast<double>(th.size());
}

/// The largest difference of the Fourier coefficients of order 0, ..., 8.
double moment_error(const CircleFlow& flow, const State& rho, const State& quantiles) {
  double worst = 0;
  for (int l = 0; l <= 8; ++l)
    worst = std::max(worst, std::abs(moment(flow.angles(), rho, l) -
                                     moment(quantiles, State::Ones(quantiles.size()), l)));
  return worst;
}

double kappa(int l, double tau) {
  return std::exp(-1 / tau) * boost::math::cyl_bessel_i(l, 1 / tau);
}

double rate(int l, double tau, double alpha) {
  const double q = kappa(l, tau) / (alpha + kappa(0, tau));
  return -l * l * (1 - (1 - q) * (1 - q));
}

/// The rate at which a perturbation of size 1e-6 and order l decays.
double measured_rate(int l, double tau, double alpha) {
  const CircleFlow flow(32, tau, alpha);
  const State rho = sampled(flow, [&](double th) { return 1 + 1e-6 * std::cos(l * th); });
  const double time = 1 / std::abs(rate(l, tau, alpha));
  const State end = flow.run(rho, time, time / 400).density;
  return std::log(moment(flow.angles(), end, l).real() / moment(flow.angles(), rho, l).real()) /
         time;
}

constexpr std::pair<double, double> settings[] = {{0.3, 1}, {0.3, 0}, {1, 1}, {0.1, 0.25}};

}  // namespace

TEST_CASE("circle flow: energy, first variation and right-hand side are their definitions") {
  for (const auto& [tau, alpha] : settings) {
    CAPTURE(tau);
    CAPTURE(alpha);
    const Defined defined(tau, alpha);
    const CircleFlow flow(256, tau, alpha);
    const State rho = start(flow);
    const auto phi = [&](int k) {
      return sampled(flow, [&, k](double x) { return defined.variation(x)[std::size_t(k)]; });
    };
    CHECK(flow.energy(rho) == doctest::Approx(defined.energy()).epsilon(1e-13));
    CHECK((flow.first_variation(rho) - phi(0)).norm() < 1e-12);
    CHECK((flow.velocity(rho) + phi(1)).norm() < 1e-11);
    CHECK(rhs_error(flow, defined) < 1e-11);
  }
}

TEST_CASE("circle flow: a wrong temperature or offset and a flux that is no divergence are seen") {
  const Defined defined(0.3, 1);
  const CircleFlow flow(256, 0.3);
  CHECK(rhs_error(CircleFlow(256, 0.3 * (1 + 1e-8)), defined) > 1e-10);
  CHECK(rhs_error(CircleFlow(256, 0.3, 1 + 1e-8), defined) > 1e-10);
  struct NoDivergence : Defined {
    using Defined::Defined;
    double rhs(double x) const { return Quantiles{}.density(x) * variation(x)[2]; }
  } const wrong(0.3, 1);
  const State rho = start(flow);
  const State planted = sampled(flow, [&](double x) { return wrong.rhs(x); });
  CHECK((planted - flow.rhs(rho)).norm() > 0.1);
  CHECK(std::abs(planted.mean()) > 1e-3);
  CHECK(std::abs(flow.rhs(rho).mean()) < 1e-15);
}

TEST_CASE("circle flow: the error in space falls faster than any power") {
  for (const auto& [tau, alpha] : settings) {
    const Defined defined(tau, alpha);
    double before = rhs_error(CircleFlow(24, tau, alpha), defined), order_before = 0;
    for (const Index m : {48, 96, 192}) {
      const double error = rhs_error(CircleFlow(m, tau, alpha), defined);
      const double order = std::log2(before / error);
      INFO(m << " points: error " << error << ", order " << order);
      CHECK(order > 1.5 * order_before);
      before = error;
      order_before = order;
    }
    CHECK(order_before > 12);
  }
}

TEST_CASE("circle flow: the error in time has order 4") {
  const CircleFlow flow(96, 0.3);
  const State rho = flow.projected(start(flow));
  const State exact = integrate([&](const State& x) { return flow.rhs(x); }, rho, 1);
  std::vector<double> step, rk4, euler;
  for (const double h : {0.1, 0.05, 0.025}) {
    step.push_back(h);
    rk4.push_back((flow.run(rho, 1, h).density - exact).norm());
    State x = rho;
    for (int k = 0; k < std::lround(1 / h); ++k) x += h * flow.rhs(x);
    euler.push_back((x - exact).norm());
  }
  INFO("observed order ", log_slope(step, rk4));
  CHECK(std::abs(log_slope(step, rk4) - 4) < 0.1);
  CHECK_FALSE(std::abs(log_slope(step, euler) - 4) < 0.1);
}

TEST_CASE("circle flow: particles that start at the quantiles follow the density") {
  // Sums over equidistant quantiles are trapezoidal sums of an analytic periodic function: the
  // particle flow is then a second solver, of spectral accuracy in N.
  const double time = 1;
  for (const auto& [tau, alpha] : {std::pair{0.3, 1.0}, {0.3, 0.0}}) {
    CAPTURE(alpha);
    const State quantiles = moved_quantiles(64, tau, alpha, time);
    const CircleFlow flow(192, tau, alpha), coarse(32, tau, alpha);
    const CircleRun run = flow.run(start(flow), time, 0.005);
    REQUIRE(run.status.outcome == Outcome::done);
    CHECK(run.tail < 1e-10);
    CHECK(moment_error(flow, run.density, quantiles) < 1e-11);
    CHECK(moment_error(flow, start(flow), quantiles) > 0.01);
    CHECK(moment_error(flow, run.density, moved_quantiles(64, tau + 1e-7, alpha, time)) > 1e-9);
    const CircleRun rough = coarse.run(start(coarse), time, 0.005);
    CHECK(moment_error(coarse, rough.density, quantiles) < rough.tail);
    CHECK(rough.tail > 1e-4);
  }
}

TEST_CASE("circle flow: small perturbations decay at their rates") {
  for (const auto& [tau, alpha] : {std::pair{0.1, 1.0}, {1.0, 1.0}, {0.2, 0.0}})
    for (int l = 1; l <= 4; ++l) {
      CAPTURE(tau);
      CAPTURE(l);
      const double measured = measured_rate(l, tau, alpha);
      CHECK(measured == doctest::Approx(rate(l, tau, alpha)).epsilon(1e-8));
      CHECK_FALSE(measured == doctest::Approx(rate(l, tau * (1 + 1e-6), alpha)).epsilon(1e-8));
    }
}

TEST_CASE(
    "circle flow: mass stays, the energy falls at the rate of its dissipation, to its limit") {
  for (const auto& [tau, alpha] : settings) {
    CAPTURE(tau);
    CAPTURE(alpha);
    const CircleFlow flow(96, tau, alpha);
    State rho = flow.projected(start(flow));
    const double mass = rho.mean(), h = 2e-3;
    for (int frame = 0; frame < 20; ++frame) {
      State at[5];
      at[0] = rho;
      for (int k = 1; k < 5; ++k) at[k] = flow.run(at[k - 1], h, h).density;
      const double falls = (flow.energy(at[0]) - 8 * flow.energy(at[1]) + 8 * flow.energy(at[3]) -
                            flow.energy(at[4])) /
                           (12 * h);
      CHECK(std::abs(falls + flow.dissipation(at[2])) < 1e-9 * flow.dissipation(rho) + 1e-12);
      CHECK(flow.energy(at[4]) < flow.energy(rho));
      rho = flow.run(rho, 0.5, 0.02).density;
      CHECK(std::abs(rho.mean() - mass) < 1e-14);
    }
    const double limit = std::log(alpha + kappa(0, tau));
    CHECK(flow.energy(rho) > limit - 1e-15);
    CHECK(flow.energy(rho) - limit < 0.05 * (flow.energy(start(flow)) - limit));
  }
}

TEST_CASE(
    "circle flow: the discrete energy falls at the rate of its dissipation, resolved or not") {
  const auto defect = [](const CircleFlow& flow, const State& rho, const State& moved) {
    const double rate = (moved.array() * flow.first_variation(rho).array()).mean();
    return std::abs(rate + flow.dissipation(rho)) / flow.dissipation(rho);
  };
  for (const auto& [tau, alpha] : settings)
    for (const Index m : {8, 14, 16, 18, 96}) {
      const CircleFlow flow(m, tau, alpha);
      const State rho = flow.projected(start(flow));
      CHECK(defect(flow, rho, flow.rhs(rho)) < 1e-13);
      if (m <= 16) CHECK(flow.tail(rho) > 1e-3);
    }
  const CircleFlow flow(16, 0.3);
  const State rho = flow.projected(start(flow));
  CHECK(defect(flow, rho, CircleFlow(16, 0.3 * (1 + 1e-6)).rhs(rho)) > 1e-11);
  CHECK(defect(flow, rho, CircleFlow(16, 0.3, 1 + 1e-6).rhs(rho)) > 1e-11);
}

TEST_CASE("circle flow: the first variation is the derivative of the energy") {
  const CircleFlow flow(96, 0.2, 0.5);
  const State rho = flow.projected(start(flow));
  const State change = sampled(flow, [](double th) { return std::cos(th) + std::sin(3 * th); });
  const auto slope = [&](double factor) {
    return taylor_slope([&](double e) {
      return std::abs(flow.energy(rho + 0.1 * e * change) - flow.energy(rho) -
                      factor * 0.1 * e * flow.first_variation(rho).dot(change) / 96);
    });
  };
  CHECK(slope(1) == doctest::Approx(2).epsilon(0.05));
  CHECK_FALSE(slope(1.01) == doctest::Approx(2).epsilon(0.05));
}

TEST_CASE("circle flow: rotations and reflections commute with it") {
  const CircleFlow flow(60, 0.2);
  const State rho = flow.projected(start(flow)), moved = flow.rhs(rho);
  State rotated(60), rotated_rhs(60);
  rotated << rho.tail(53), rho.head(7);
  rotated_rhs << moved.tail(53), moved.head(7);
  CHECK((flow.rhs(rotated) - rotated_rhs).norm() < 1e-13);
  CHECK((flow.rhs(rho.reverse()) - moved.reverse()).norm() < 1e-13);
}

TEST_CASE("circle flow: the stable step is stable, ten of it are not") {
  for (const auto& [tau, alpha] : settings)
    for (const double size : {0.01, 0.9}) {
      CAPTURE(tau);
      const CircleFlow flow(64, tau, alpha);
      const State rho = sampled(flow, [&](double th) { return 1 + size * std::cos(th); });
      const double h = flow.stable_step(rho);
      const CircleRun run = flow.run(rho, 200 * h, h);
      CHECK(run.status.outcome == Outcome::done);
      CHECK(run.energy < flow.energy(rho));
      CHECK(run.density.maxCoeff() < 2);
    }
  const CircleFlow flow(64, 0.1, 0);
  const State rho = flow.projected(start(flow));
  const double h = flow.stable_step(rho);
  const CircleRun bad = flow.run(rho, 2000 * h, 10 * h);
  CHECK(bad.status.outcome == Outcome::failed);
  CHECK(bad.status.reason.find("stable step") != std::string::npos);
}

TEST_CASE("circle flow: impossible arguments are named") {
  CHECK_THROWS_WITH_AS(CircleFlow(31, 1), doctest::Contains("points = 31"), InputError);
  CHECK_THROWS_WITH_AS(CircleFlow(32, 0), doctest::Contains("tau = 0"), InputError);
  CHECK_THROWS_WITH_AS(CircleFlow(32, 1, -1), doctest::Contains("alpha = -1"), InputError);
  const CircleFlow flow(32, 1);
  CHECK_THROWS_WITH_AS(flow.rhs(State::Ones(30)), doctest::Contains("32"), InputError);
  CHECK_THROWS_AS(flow.run(State::Ones(32), -1, 0.1), InputError);
}
