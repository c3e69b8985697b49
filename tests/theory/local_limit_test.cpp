#include "simclr_flow/theory/local_limit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/theory/circle_flow.hpp"
#include "support/extrapolation.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using std::numbers::pi;
using theory::Diffusion;
using theory::DiffusionLine;
using theory::DiffusionRun;

namespace {

/// A solution by its cell means: of a cell of a width around a centre, at a time.
using Exact = std::function<double(double centre, double width, double time)>;

struct Problem {
  Diffusion diffusion;
  double left, right, start, end;
  Exact exact;
};

State cell_means(const Problem& p, const DiffusionLine& line, double time) {
  return line.centres().unaryExpr([&](double x) { return p.exact(x, line.width(), time); });
}

/// The L^1 error at the end with n cells and `steps` steps.
double error_with(const Problem& p, Index n, Index steps) {
  const DiffusionLine line(p.diffusion, p.left, p.right, n);
  const DiffusionRun run = line.run(cell_means(p, line, p.start), p.end - p.start, steps);
  REQUIRE(run.status.outcome == Outcome::done);
  return (run.density - cell_means(p, line, p.end)).lpNorm<1>() * line.width();
}

/// The order seen when the cell width and the step halve together, twice.
double observed_order(const Problem& p, Index cells, Index steps) {
  std::vector<double> width, error;
  for (const Index k : {1, 2, 4}) {
    width.push_back(1 / static_cast<double>(k));
    error.push_back(error_with(p, k * cells, k * steps));
  }
  return log_slope(width, error);
}

/// d_t rho = d_x^2 rho on the line, from the point mass at time 0.
Problem heat_kernel() {
  return {theory::local_limit(0, 1), -12, 12, 0.5, 1.5, [](double x, double h, double t) {
            const double root = 2 * std::sqrt(t);
            return (std::erf((x + h / 2) / root) - std::erf((x - h / 2) / root)) / (2 * h);
          }};
}

/// cos(pi x) feels both ends.
Problem heat_mode() {
  return {theory::local_limit(0, 1), 0, 1, 0, 0.1, [](double x, double h, double t) {
            const auto integral = [](double y) { return std::sin(pi * y) / pi; };
            return 1 + std::exp(-pi * pi * t) * (integral(x + h / 2) - integral(x - h / 2)) / h;
          }};
}

constexpr double factor = 0.7, mass = 2;

Problem porous(const Diffusion& diffusion) {
  return {diffusion, -4, 4, 0.3, 3, [](double x, double h, double t) {
            const double front = theory::barenblatt_front(t, mass, factor);
            const double top = theory::barenblatt(0, t, mass, factor);
            const auto integral = [&](double y) {
              const double z = std::clamp(y / front, -1.0, 1.0);
              return top * front * (z - z * z * z / 3);
            };
            return (integral(x + h / 2) - integral(x - h / 2)) / h;
          }};
}

/// rho(x/t^{1/2}) solves the equation if -(xi/2) rho' = (D rho')': any value and slope at 0 give
/// one, integrated from there. A solution of the local limit itself, alpha comparable to c rho.
Problem similarity(double alpha, double c, const Diffusion& diffusion) {
  const auto profile = [=](double xi) {
    const auto field = [=](const State& y) {  // y = (rho, D rho', xi)
      const double d = 1 - std::pow(alpha / (alpha + c * y[0]), 2);
      const double slope = y[1] / d;
      return State{{slope, -y[2] / 2 * slope, 1}};
    };
    const double sign = xi < 0 ? -1 : 1;
    const State end = integrate([&](const State& y) { return State(sign * field(y)); },
                                State{{1, 0.15, 0}}, std::abs(xi), 1e-12);
    return end[0];
  };
  // the mean over a cell by Gauss's rule with two points, of order 4
  return {diffusion, -8, 8, 1, 2, [=](double x, double h, double t) {
            const double node = h / (2 * std::numbers::sqrt3), root = std::sqrt(t);
            return (profile((x - node) / root) + profile((x + node) / root)) / 2;
          }};
}

}  // namespace

TEST_CASE("local limit: flux and coefficient are those of the first variation") {
  for (const auto& [alpha, c] : {std::pair{1.0, 0.8}, {0.0, 0.8}, {0.25, 2.0}, {5.0, 0.1}}) {
    const Diffusion limit = theory::local_limit(alpha, c);
    const auto variation = [&, alpha = alpha, c = c](double rho) {
      return std::log(alpha + c * rho) + c * rho / (alpha + c * rho);
    };
    for (const double rho : {0.1, 0.5, 1.0, 3.0}) {
      const double h = 1e-3 * rho;
      const auto slope = [&](const std::function<double(double)>& f) {
        return (8 * (f(rho + h) - f(rho - h)) - (f(rho + 2 * h) - f(rho - 2 * h))) / (12 * h);
      };
      CHECK(limit.coefficient(rho) == doctest::Approx(slope(limit.potential)).epsilon(1e-10));
      CHECK(limit.coefficient(rho) == doctest::Approx(rho * slope(variation)).epsilon(1e-10));
      CHECK(limit.coefficient(rho) ==
            doctest::Approx(1 - std::pow(alpha / (alpha + c * rho), 2)).epsilon(1e-14));
      CHECK(limit.potential(-rho) == -limit.potential(rho));
    }
  }
  // dilute: the porous medium equation of exponent 2
  const Diffusion limit = theory::local_limit(2, 0.5), medium = theory::porous_medium(0.25);
  CHECK(limit.potential(1e-6) == doctest::Approx(medium.potential(1e-6)).epsilon(1e-6));
  CHECK(limit.coefficient(1e-6) == doctest::Approx(medium.coefficient(1e-6)).epsilon(1e-6));
}

TEST_CASE("local limit: order 2 on the heat kernel and on a mode between walls") {
  CHECK(std::abs(observed_order(heat_kernel(), 120, 20) - 2) < 0.1);
  CHECK(std::abs(observed_order(heat_mode(), 10, 5) - 2) < 0.1);
}

TEST_CASE("local limit: order 2 on an exact solution of the limit itself") {
  const double alpha = 1, c = 1.5;
  const Problem p = similarity(alpha, c, theory::local_limit(alpha, c));
  CHECK(std::abs(observed_order(p, 40, 10) - 2) < 0.1);
  CHECK(error_with(p, 160, 40) < 1.1e-4);
}

TEST_CASE("local limit: Barenblatt's formula solves its equation and carries its mass") {
  const auto u = [](double x, double t) { return theory::barenblatt(x, t, mass, factor); };
  const double t = 0.8, front = theory::barenblatt_front(t, mass, factor), h = 1e-3;
  for (const double x : {0.0, 0.3 * front, -0.9 * front}) {
    const auto flux = [&](double y) { return factor * u(y, t) * u(y, t); };
    const double moved =
        (8 * (u(x, t + h) - u(x, t - h)) - (u(x, t + 2 * h) - u(x, t - 2 * h))) / (12 * h);
    // u^2 is of degree 4 in x
    const double spread =
        (16 * (flux(x + h) + flux(x - h)) - (flux(x + 2 * h) + flux(x - 2 * h)) - 30 * flux(x)) /
        (12 * h * h);
    CHECK(moved == doctest::Approx(spread).epsilon(1e-8));
  }
  CHECK(u(front * (1 - 1e-9), t) > 0);
  CHECK(u(front * (1 + 1e-9), t) == 0);
  const Problem p = porous(theory::porous_medium(factor));
  const DiffusionLine line(p.diffusion, p.left, p.right, 1000);
  const State means = cell_means(p, line, t);
  CHECK(means.sum() * line.width() == doctest::Approx(mass).epsilon(1e-13));
  CHECK((means - line.centres().unaryExpr([&](double x) {
          return u(x, t);
        })).lpNorm<Eigen::Infinity>() < 1e-3);
}

TEST_CASE("local limit: Barenblatt's solution in L1, fronts and all") {
  const Problem p = porous(theory::porous_medium(factor));
  const double order = observed_order(p, 80, 80);
  const DiffusionLine line(p.diffusion, p.left, p.right, 320);
  CHECK(line.run(cell_means(p, line, p.start), p.end - p.start, 80).density.minCoeff() > -1e-12);
  CHECK(order > 1.7);
  CHECK(order < 2.3);
}

TEST_CASE("local limit: order 2 in time alone") {
  const DiffusionLine line(theory::local_limit(1, 1), 0, 1, 50);
  const State start = line.centres().unaryExpr([](double x) { return 1 + 0.9 * std::cos(pi * x); });
  const State exact = line.run(start, 0.2, 2000).density;
  std::vector<double> step, error;
  for (const Index n : {10, 20, 40}) {
    step.push_back(1 / static_cast<double>(n));
    error.push_back((line.run(start, 0.2, n).density - exact).norm());
  }
  CHECK(std::abs(log_slope(step, error) - 2) < 0.1);
}

TEST_CASE("local limit: mass stays to rounding") {
  for (const Problem& p : {heat_mode(), porous(theory::porous_medium(factor)), heat_kernel(),
                           porous(theory::local_limit(0.5, 1))}) {
    const DiffusionLine line(p.diffusion, p.left, p.right, 200);
    const State start = cell_means(p, line, p.start);
    const DiffusionRun run = line.run(start, 10, 1000);
    CHECK(run.status.outcome == Outcome::done);
    CHECK(std::abs(run.density.sum() / start.sum() - 1) < 1e-13);
  }
}

namespace {

/// d_t rho = D(rho) d_x^2 rho: what is left of the equation without its divergence form.
State not_conservative(const Diffusion& diffusion, State rho, double h, double time, int steps) {
  for (int k = 0; k < steps; ++k) {
    State next = rho;
    for (Index i = 1; i + 1 < rho.size(); ++i)
      next[i] += time / steps * diffusion.coefficient(rho[i]) *
                 (rho[i + 1] - 2 * rho[i] + rho[i - 1]) / (h * h);
    rho = next;
  }
  return rho;
}

}  // namespace

TEST_CASE("local limit: a wrong coefficient, offset or scheme is seen") {
  // With D off by a factor the error stops falling, so that the order is lost.
  Diffusion off = theory::local_limit(1, 1.5);
  off.potential = [](double rho) { return 1.01 * theory::local_limit(1, 1.5).potential(rho); };
  off.coefficient = [](double rho) { return 1.01 * theory::local_limit(1, 1.5).coefficient(rho); };
  CHECK_FALSE(std::abs(observed_order(similarity(1, 1.5, off), 40, 10) - 2) < 0.1);
  CHECK_FALSE(std::abs(observed_order(similarity(1, 1.5, theory::local_limit(1.01, 1.5)), 40, 10) -
                       2) < 0.1);
  CHECK_FALSE(observed_order(porous(theory::porous_medium(1.01 * factor)), 80, 80) > 1.7);

  const Problem p = porous(theory::porous_medium(factor));
  const DiffusionLine line(p.diffusion, p.left, p.right, 80);
  const State start = cell_means(p, line, p.start);
  const State planted = not_conservative(p.diffusion, start, line.width(), 0.1, 1000);
  CHECK(std::abs(planted.sum() / start.sum() - 1) > 1e-3);
}

TEST_CASE("local limit: where it is dilute it nears Barenblatt's solution") {
  // alpha = 1, c = factor·e, time in units of 1/e: Phi = factor rho^2 (1 - O(e))
  std::vector<double> dilution, distance;
  for (const double e : {4e-2, 2e-2, 1e-2}) {
    const Diffusion limit = theory::local_limit(1, factor * e);
    const Diffusion dilute{[=](double rho) { return limit.potential(rho) / e; },
                           [=](double rho) { return limit.coefficient(rho) / e; }};
    dilution.push_back(e);
    distance.push_back(error_with(porous(dilute), 640, 640));
  }
  CHECK(log_slope(dilution, distance) == doctest::Approx(1).epsilon(0.1));
}

namespace {

constexpr double circle_time = 0.4;

double even_density(double th) { return 1 + 0.6 * std::cos(th) + 0.2 * std::cos(2 * th); }

/// The Fourier coefficients 1, 2, 3 of the continuum flow on the circle from an even density.
State circle_modes(double tau, double alpha) {
  const theory::CircleFlow flow(64, tau, alpha);
  const State th = flow.angles();
  const State rho = flow.run(th.unaryExpr(&even_density), circle_time, 0.01).density;
  State modes(3);
  for (Index l = 1; l <= 3; ++l)
    modes[l - 1] = rho.dot((static_cast<double>(l) * th).array().cos().matrix()) / 64;
  return modes;
}

/// The same for the local limit, on half of the circle.
State limit_modes(double alpha, double c) {
  const DiffusionLine line(theory::local_limit(alpha, c), 0, pi, 300);
  const State x = line.centres();
  const State rho = line.run(x.unaryExpr(&even_density) / (2 * pi), circle_time, 100).density;
  State modes(3);
  for (Index l = 1; l <= 3; ++l)
    modes[l - 1] = 2 * line.width() * rho.dot((static_cast<double>(l) * x).array().cos().matrix());
  return modes;
}

}  // namespace

TEST_CASE("local limit: the continuum flow on the circle nears it like tau") {
  const std::vector<double> tau{0.02, 0.01, 0.005};
  for (const double ratio : {0.1, 1.}) {  // alpha/c
    CAPTURE(ratio);
    std::vector<double> distance, planted;
    for (const double t : tau) {
      const double c = theory::kernel_mass(t);
      const State flow = circle_modes(t, ratio * c);
      distance.push_back((flow - limit_modes(ratio * c, c)).norm());
      planted.push_back((flow - limit_modes(ratio * c, 1.1 * c)).norm());
    }
    CHECK(std::abs(log_slope(tau, distance) - 1) < 0.1);
    CHECK(distance.back() < 1e-3);
    CHECK_FALSE(std::abs(log_slope(tau, planted) - 1) < 0.1);
  }
}

TEST_CASE("local limit: without an offset the continuum flow on the circle nears it like tau^2") {
  // E = int rho log K: the term of order tau is (tau/2) int rho'' = 0.
  const std::vector<double> tau{0.08, 0.04, 0.02, 0.01};
  const State heat{{0.3 * std::exp(-circle_time), 0.1 * std::exp(-4 * circle_time), 0}};
  std::vector<double> distance;
  for (const double t : tau) distance.push_back((circle_modes(t, 0) - heat).norm());
  CHECK(std::abs(log_slope(tau, distance) - 2) < 0.1);
}

TEST_CASE("local limit: Newton's method that stalls says so, impossible arguments are named") {
  const Diffusion wrong{[](double rho) { return 50 * rho; }, [](double) { return 1e-3; }};
  const DiffusionLine line(wrong, 0, 1, 50);
  const State start = line.centres().unaryExpr([](double x) { return 1 + std::cos(pi * x); });
  const DiffusionRun run = line.run(start, 1, 10);
  CHECK(run.status.outcome == Outcome::failed);
  CHECK(run.status.reason.find("more steps") != std::string::npos);
  CHECK_THROWS_WITH_AS(line.run(State::Ones(49), 1, 1), doctest::Contains("50"), InputError);
  CHECK_THROWS_WITH_AS(line.run(start, 1, 0), doctest::Contains("steps = 0"), InputError);
  CHECK_THROWS_WITH_AS(DiffusionLine(wrong, 1, 0, 50), doctest::Contains("right = 0"), InputError);
  CHECK_THROWS_WITH_AS(theory::local_limit(-1, 1), doctest::Contains("alpha = -1"), InputError);
  CHECK_THROWS_WITH_AS(theory::kernel_mass(0), doctest::Contains("tau = 0"), InputError);
}
