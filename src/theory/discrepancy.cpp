#include "simclr_flow/theory/discrepancy.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "fourier_modes.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

Real entropy_density(Real h) { return h > 0 ? h * std::log(h) : 0; }

}  // namespace

double squared_mmd_to_uniform(PointsView z, double tau, const State* mass) {
  check_shapes(z, mass);
  Real sum = -Real(kernel_eigenvalue(0, z.rows(), tau));
  for (Index i = 0; i < z.cols(); ++i) {
    const Real p = mass_of(i, z, mass);
    sum += p * p;
    for (Index j = 0; j < i; ++j)
      sum += 2 * p * mass_of(j, z, mass) *
             std::exp(-Real((z.col(i) - z.col(j)).squaredNorm()) / (2 * Real(tau)));
  }
  return static_cast<double>(sum);
}

double squared_mmd_on_circle(PointsView z, double tau, const State* mass) {
  FourierModes modes(z, mass);
  Real sum = 0;
  for (Index l = 1;; ++l) {
    const Real kappa = kernel_eigenvalue(l, 2, tau);
    if (kappa <= 1e-18L * sum) return static_cast<double>(sum);
    sum += 2 * kappa * std::norm(modes.next());
  }
}

double entropy_gap_on_circle(PointsView z, double tau, double alpha, const State* mass) {
  FourierModes modes(z, mass);
  const double minimum = uniform_energy(2, tau, alpha);
  std::vector<std::complex<double>> h;
  for (Index l = 1;; ++l) {
    const double root = std::exp((log_kernel_eigenvalue(l, 2, tau) - minimum) / 2);
    if (root < 1e-17) break;
    h.push_back(2 * root * std::complex<double>(modes.next()));
  }
  const std::size_t nodes = 8 * h.size() + 64;
  Real sum = 0;
  for (std::size_t m = 0; m < nodes; ++m) {
    const std::complex<double> w =
        std::polar(1.0, 2 * std::numbers::pi * double(m) / double(nodes));
    // Horner: 1 + Re(h_1 w + h_2 w^2 + ...).
    std::complex<double> value = 0;
    for (std::size_t l = h.size(); l-- > 0;) value = (value + h[l]) * w;
    sum += entropy_density(1 + value.real());
  }
  return static_cast<double>(sum / Real(nodes));
}

}  // namespace simclr_flow::theory
