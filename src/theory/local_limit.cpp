#include "simclr_flow/theory/local_limit.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "arguments.hpp"

namespace simclr_flow::theory {

double kernel_mass(double tau, double intrinsic_dim) {
  require_positive("tau", tau);
  require_positive("intrinsic_dim", intrinsic_dim);
  return std::pow(2 * std::numbers::pi * tau, intrinsic_dim / 2);
}

Diffusion local_limit(double alpha, double c) {
  require(std::isfinite(alpha) && alpha >= 0, "alpha", alpha, "finite, at least 0");
  require_positive("kernel_mass", c);
  if (alpha == 0) return {[](double rho) { return rho; }, [](double) { return 1.0; }};
  return {[=](double rho) { return c * rho * std::abs(rho) / (alpha + c * std::abs(rho)); },
          [=](double rho) {
            const double x = c * std::abs(rho);
            return x * (2 * alpha + x) / ((alpha + x) * (alpha + x));
          }};
}

Diffusion porous_medium(double factor) {
  require_positive("factor", factor);
  return {[=](double rho) { return factor * rho * std::abs(rho); },
          [=](double rho) { return 2 * factor * std::abs(rho); }};
}

namespace {

/// A of Barenblatt's solution: its mass is (4/3) A (12 A)^{1/2}.
double height(double mass) { return std::cbrt(3.0 / 64 * mass * mass); }

}  // namespace

double barenblatt(double x, double t, double mass, double factor) {
  require_positive("t", t);
  const double root = std::cbrt(factor * t);
  return std::max(0.0, height(mass) - x * x / (12 * root * root)) / root;
}

double barenblatt_front(double t, double mass, double factor) {
  require_positive("t", t);
  return std::sqrt(12 * height(mass)) * std::cbrt(factor * t);
}

DiffusionLine::DiffusionLine(Diffusion diffusion, double left, double right, Index cells)
    : diffusion_(std::move(diffusion)),
      left_(left),
      width_((right - left) / static_cast<double>(cells)),
      cells_(cells) {
  require(cells >= 2, "cells", static_cast<double>(cells), "at least 2");
  require(std::isfinite(width_) && width_ > 0, "right", right,
          fmt::format("finite, more than left = {}", left));
}

State DiffusionLine::centres() const {
  const State index = State::LinSpaced(cells_, 0, static_cast<double>(cells_ - 1));
  return left_ + width_ * (index.array() + 0.5);
}

/// F at the cells + 1 faces; 0 at the ends.
State DiffusionLine::fluxes(const State& rho) const {
  const State phi = rho.unaryExpr(diffusion_.potential);
  State flux = State::Zero(cells_ + 1);
  flux.segment(1, cells_ - 1) = (phi.tail(cells_ - 1) - phi.head(cells_ - 1)) / width_;
  return flux;
}

State DiffusionLine::divergence(const State& flux) const {
  return (flux.tail(cells_) - flux.head(cells_)) / width_;
}

namespace {

/// Solves (I - weight·Laplacian·diag(D)) x = right by elimination without pivots: the columns are
/// diagonally dominant. `weight` is divided by h^2 already.
State solve_tridiagonal(const State& d, double weight, State right) {
  const Index n = d.size();
  State pivot(n);
  for (Index i = 0; i < n; ++i) {
    const double neighbours = i == 0 || i == n - 1 ? 1 : 2;
    pivot[i] = 1 + neighbours * weight * d[i];
    if (i == 0) continue;
    const double factor = -weight * d[i - 1] / pivot[i - 1];
    pivot[i] += factor * weight * d[i];
    right[i] -= factor * right[i - 1];
  }
  right[n - 1] /= pivot[n - 1];
  for (Index i = n - 2; i >= 0; --i)
    right[i] = (right[i] + weight * d[i + 1] * right[i + 1]) / pivot[i];
  return right;
}

/// TR-BDF2 as a diagonally implicit method: stages at 0, gamma, 1 with weights (w, w, d).
constexpr double diagonal = 1 - 1 / std::numbers::sqrt2;
constexpr double outer = std::numbers::sqrt2 / 4;
constexpr Index most_iterations = 60;

}  // namespace

/// rho = base + weight·div F(rho) by Newton's method; the iterations taken, most_iterations if it
/// stalls.
Index DiffusionLine::solve_stage(const State& base, double weight, State& rho) const {
  double before = std::numeric_limits<double>::infinity();
  const double size = base.lpNorm<Eigen::Infinity>();
  for (Index k = 1; k < most_iterations; ++k) {
    const State residual = base + weight * divergence(fluxes(rho)) - rho;
    const State change = solve_tridiagonal(rho.unaryExpr(diffusion_.coefficient),
                                           weight / (width_ * width_), residual);
    rho += change;
    const double moved = change.lpNorm<Eigen::Infinity>();
    // Converged, or as close as rounding lets it come.
    if (moved <= 1e-15 * size || (moved <= 1e-11 * size && moved >= before / 2)) return k;
    before = moved;
  }
  return most_iterations;
}

DiffusionRun DiffusionLine::run(const State& density, double time, Index steps) const {
  require(density.size() == cells_, "number of density values", static_cast<double>(density.size()),
          fmt::format("the number of cells, {}", cells_));
  require(std::isfinite(time) && time >= 0, "time", time, "finite, at least 0");
  require(steps >= 1, "steps", static_cast<double>(steps), "at least 1");
  DiffusionRun run{{Outcome::done, fmt::format("reached t = {:g}", time)}, density};
  const double dt = time / static_cast<double>(steps);
  State& rho = run.density;
  for (Index k = 0; k < steps; ++k) {
    const State flux = fluxes(rho);
    State stage = rho;
    Index taken = solve_stage(rho + dt * diagonal * divergence(flux), dt * diagonal, stage);
    const State sum = outer * (flux + fluxes(stage));
    taken = std::max(taken, solve_stage(rho + dt * divergence(sum), dt * diagonal, stage));
    run.newton_iterations += taken;
    if (taken == most_iterations || !stage.allFinite()) {
      run.status = {Outcome::failed,
                    fmt::format("Newton's method stalled at t = {:g} with steps of {:g}: take "
                                "more steps",
                                dt * static_cast<double>(k), dt)};
      return run;
    }
    rho += dt * divergence(sum + diagonal * fluxes(stage));
  }
  return run;
}

}  // namespace simclr_flow::theory
