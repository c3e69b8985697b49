#include "simclr_flow/theory/circle_flow.hpp"

#include <cmath>
#include <numbers>
#include <unsupported/Eigen/FFT>

#include "arguments.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

using Spectrum = Eigen::VectorXcd;

Eigen::FFT<double>& transform() {
  thread_local Eigen::FFT<double> fft(Eigen::default_fft_impl<double>(),
                                      Eigen::FFT<double>::HalfSpectrum);
  return fft;
}

/// Coefficients of order 0, ..., degree: means of values·e^{-i l th}.
Spectrum coefficients(const State& values, Index degree) {
  Spectrum all(values.size() / 2 + 1);
  transform().fwd(all, values);
  return all.head(degree + 1) / static_cast<double>(values.size());
}

/// The real trigonometric polynomial at `points` angles.
State values(const Spectrum& coefficients, Index points) {
  Spectrum all = Spectrum::Zero(points / 2 + 1);
  all.head(coefficients.size()) = coefficients * static_cast<double>(points);
  State result(points);
  transform().inv(result, all, points);
  return result;
}

Spectrum differentiated(const Spectrum& c) {
  const State order = State::LinSpaced(c.size(), 0, static_cast<double>(c.size() - 1));
  return std::complex<double>(0, 1) * order.cwiseProduct(c);
}

}  // namespace

CircleFlow::CircleFlow(Index points, double tau, double alpha) : points_(points), alpha_(alpha) {
  require(points >= 4 && points % 2 == 0, "points", static_cast<double>(points),
          "even and at least 4");
  require_positive("tau", tau);
  require(std::isfinite(alpha) && alpha >= 0, "alpha", alpha, "finite, at least 0");
  kappa_ = kernel_spectrum((points - 1) / 3 + 1, 2, tau);
}

void CircleFlow::check(const State& rho) const {
  require(rho.size() == points_, "number of density values", static_cast<double>(rho.size()),
          fmt::format("the number of points, {}", points_));
}

State CircleFlow::angles() const {
  const double width = 2 * std::numbers::pi / static_cast<double>(points_);
  return State::LinSpaced(points_, 0, static_cast<double>(points_ - 1)) * width;
}

State CircleFlow::projected(const State& rho) const {
  check(rho);
  return values(coefficients(rho, degree()), points_);
}

State CircleFlow::potential(const State& rho) const {
  check(rho);
  return values(kappa_.cwiseProduct(coefficients(rho, degree())), points_);
}

namespace {

Spectrum variation(const State& rho, const State& potential, const State& kappa, double alpha) {
  const State shifted = potential.array() + alpha;
  return coefficients(shifted.array().log(), kappa.size() - 1) +
         kappa.cwiseProduct(coefficients(rho.cwiseQuotient(shifted), kappa.size() - 1));
}

}  // namespace

State CircleFlow::first_variation(const State& rho) const {
  return values(variation(rho, potential(rho), kappa_, alpha_), points_);
}

State CircleFlow::velocity(const State& rho) const {
  return -values(differentiated(variation(rho, potential(rho), kappa_, alpha_)), points_);
}

State CircleFlow::rhs(const State& rho) const {
  const State flux = -rho.cwiseProduct(velocity(rho));
  return values(differentiated(coefficients(flux, degree())), points_);
}

double CircleFlow::energy(const State& rho) const {
  return (rho.array() * (potential(rho).array() + alpha_).log()).mean();
}

double CircleFlow::dissipation(const State& rho) const {
  return rho.cwiseProduct(velocity(rho).cwiseAbs2()).mean();
}

double CircleFlow::tail(const State& rho) const {
  check(rho);
  const Spectrum c = coefficients(rho, degree());
  return c.tail((degree() + 2) / 3).cwiseAbs().maxCoeff() / std::abs(c[0]);
}

double CircleFlow::stable_step(const State& rho) const {
  const State order = State::LinSpaced(kappa_.size(), 0, static_cast<double>(degree()));
  const double transport = static_cast<double>(degree()) * velocity(rho).cwiseAbs().maxCoeff();
  const double weight = (rho.array() / (potential(rho).array() + alpha_)).maxCoeff();
  return 2.5 / (transport + 2 * weight * order.cwiseAbs2().cwiseProduct(kappa_).maxCoeff());
}

CircleRun CircleFlow::run(const State& rho, double time, double step) const {
  check(rho);
  require(std::isfinite(time) && time >= 0, "time", time, "finite, at least 0");
  require_positive("step", step);
  CircleRun run{{}, rho, static_cast<Index>(std::ceil(time / step))};
  const double h = time / static_cast<double>(run.steps);
  State& x = run.density;
  for (Index k = 0; k < run.steps && x.allFinite(); ++k) {
    const State k1 = rhs(x), k2 = rhs(x + h / 2 * k1), k3 = rhs(x + h / 2 * k2);
    x += h / 6 * (k1 + 2 * k2 + 2 * k3 + rhs(x + h * k3));
  }
  run.status = x.allFinite()
                   ? Status{Outcome::done, fmt::format("reached t = {:g}", time)}
                   : Status{Outcome::failed,
                            fmt::format("values overflowed with steps of {:g}: the stable step at "
                                        "the start is {:g}",
                                        h, stable_step(rho))};
  run.energy = energy(x);
  run.tail = tail(x);
  return run;
}

}  // namespace simclr_flow::theory
