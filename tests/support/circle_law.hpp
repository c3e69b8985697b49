#pragma once
// A law on the circle and the definitions of its energy, by sums that no solver uses.
#include <array>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::test {

/// A law given by its quantiles th(u), u uniform on [0, 1): a strictly increasing analytic map.
struct Quantiles {
  static constexpr double turn = 2 * std::numbers::pi;
  double a = 0.4, b = 0.05;
  double angle(double u) const {
    return turn * u + a * std::sin(turn * u) + b * std::cos(2 * turn * u);
  }
  double slope(double u) const {  // d th/d(2 pi u)
    return 1 + a * std::cos(turn * u) - 2 * b * std::sin(2 * turn * u);
  }
  double u(double th) const {
    double u = th / turn;
    for (int k = 0; k < 60; ++k) u -= (angle(u) - th) / (turn * slope(u));
    return u;
  }
  /// With respect to d th/(2 pi), and its derivative.
  double density(double th) const { return 1 / slope(u(th)); }
  double density_slope(double th) const {
    const double at = u(th);
    return (a * std::sin(turn * at) + 4 * b * std::cos(2 * turn * at)) / std::pow(slope(at), 3);
  }
  /// th(u) at n equidistant u.
  State sample(Index n) const {
    State th(n);
    for (Index j = 0; j < n; ++j) th[j] = angle(static_cast<double>(j) / static_cast<double>(n));
    return th;
  }
};

/// The definitions as means over quantiles: the trapezoidal rule in u, spectrally accurate, with
/// the kernel and its derivatives written out; no transform, no kappa_l.
struct Defined {
  Defined(double tau_, double alpha_) : tau(tau_), alpha(alpha_) {
    for (Index j = 0; j < th.size(); ++j) w[j] = 1 / (alpha + sums(th[j], ones)[0]);
  }
  double tau, alpha;
  State th = Quantiles{}.sample(400), ones = State::Ones(400), w = ones;

  /// Derivatives of order 0, 1, 2 of int weight k(x - th) d rho(th).
  std::array<double, 3> sums(double x, const State& weight) const {
    std::array<double, 3> sum{};
    for (Index j = 0; j < th.size(); ++j) {
      const double s = std::sin(x - th[j]) / tau, c = std::cos(x - th[j]) / tau;
      const double k = weight[j] * std::exp(c - 1 / tau) / static_cast<double>(th.size());
      sum[0] += k;
      sum[1] -= k * s;
      sum[2] += k * (s * s - c);
    }
    return sum;
  }
  double energy() const { return -w.array().log().mean(); }
  /// phi and its first two derivatives.
  std::array<double, 3> variation(double x) const {
    const auto K = sums(x, ones), R = sums(x, w);
    const double q = K[1] / (alpha + K[0]);
    return {std::log(alpha + K[0]) + R[0], q + R[1], K[2] / (alpha + K[0]) - q * q + R[2]};
  }
  /// (rho phi')', by the product rule.
  double rhs(double x) const {
    const auto phi = variation(x);
    return Quantiles{}.density_slope(x) * phi[1] + Quantiles{}.density(x) * phi[2];
  }
};

/// N particles on the circle, th_i' = (1/(N tau)) sum_j (w_i + w_j) sin(th_i - th_j) k_ij.
inline State circle_particles(const State& th, double tau, double alpha) {
  const Index n = th.size();
  const auto k = [&](Index i, Index j) { return std::exp((std::cos(th[i] - th[j]) - 1) / tau); };
  State w = State::Constant(n, alpha), field = State::Zero(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) w[i] += k(i, j) / static_cast<double>(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      field[i] += (1 / w[i] + 1 / w[j]) * std::sin(th[i] - th[j]) * k(i, j);
  return field / (static_cast<double>(n) * tau);
}

}  // namespace simclr_flow::test
