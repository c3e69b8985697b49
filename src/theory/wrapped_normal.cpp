#include "simclr_flow/theory/wrapped_normal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "arguments.hpp"
#include "fourier_modes.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double turn = 2 * std::numbers::pi;

/// kappa_0, kappa_1, ... down to rounding, or as far as a density of M values tells.
State kernel_modes(Index points, double tau) {
  require(points >= 4, "number of density values", static_cast<double>(points), "at least 4");
  const State all = kernel_spectrum((points - 1) / 2 + 1, 2, tau);
  Index count = all.size();
  while (count > 2 && all[count - 1] < 1e-18 * all[0]) --count;
  return all.head(count);
}

/// rho_0, ..., rho_{count-1} of a density.
Eigen::VectorXcd coefficients(const State& density, Index count) {
  const Index points = density.size();
  Eigen::VectorXcd c = Eigen::VectorXcd::Zero(count);
  for (Index l = 0; l < count; ++l)
    for (Index j = 0; j < points; ++j)
      c[l] += density[j] * std::polar(1.0, -turn * static_cast<double>(l * j % points) /
                                               static_cast<double>(points));
  return c / static_cast<double>(points);
}

}  // namespace

State wrapped_normal(const State& angles, double spread) {
  require_positive("spread", spread);
  const double reach = 9 * spread + turn;
  State density = State::Zero(angles.size());
  for (Index j = 0; j < angles.size(); ++j) {
    const double middle = std::round(angles[j] / turn);
    for (double m = middle - std::ceil(reach / turn); m <= middle + std::ceil(reach / turn); ++m) {
      const double z = (angles[j] - turn * m) / spread;
      density[j] += std::exp(-z * z / 2);
    }
  }
  return density * std::sqrt(turn) / spread;
}

double mean_kernel_on_circle(const State& density, double tau) {
  const State kappa = kernel_modes(density.size(), tau);
  const State squares = coefficients(density, kappa.size()).cwiseAbs2();
  return 2 * kappa.dot(squares) - kappa[0] * squares[0];
}

double squared_mmd_of_densities(const State& a, const State& b, double tau) {
  const State kappa = kernel_modes(std::min(a.size(), b.size()), tau);
  const State squares = (coefficients(a, kappa.size()) - coefficients(b, kappa.size())).cwiseAbs2();
  return 2 * kappa.dot(squares) - kappa[0] * squares[0];
}

double squared_mmd_to_density(PointsView z, const State& density, double tau) {
  const State kappa = kernel_modes(density.size(), tau);
  const Eigen::VectorXcd c = coefficients(density, kappa.size());
  FourierModes modes(z, nullptr);
  double sum = 0;
  for (Index l = 1; l < kappa.size(); ++l)
    sum += 2 * kappa[l] * std::norm(std::complex<double>(modes.next()) - c[l]);
  return sum;
}

}  // namespace simclr_flow::theory
