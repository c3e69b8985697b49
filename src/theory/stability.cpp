#include "simclr_flow/theory/stability.hpp"

#include <fmt/format.h>

#include <cmath>

#include "laplacian.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {

double uniform_rate(Index l, Index d, double tau, double alpha) {
  const double q = std::exp(log_kernel_eigenvalue(l, d, tau) - uniform_energy(d, tau, alpha));
  return -laplacian(l, d) * q * (2 - q);
}

double pair_rate(Index l, Index d, double tau) {
  return -2 * laplacian(l, d) * kernel_eigenvalue(l, d, tau);
}

double log_pair_rate(Index l, Index d, double tau) {
  return -2 * laplacian(l, d) *
         std::exp(log_kernel_eigenvalue(l, d, tau) - log_kernel_eigenvalue(0, d, tau));
}

double splitting_rate(Index c, double tau, double alpha) {
  if (c < 1) throw InputError(fmt::format("splitting rate: atoms must be at least 1, not {}", c));
  const double base = alpha < 0 ? alpha + kappa_0(2, tau) : std::exp(uniform_energy(2, tau, alpha));
  double potential = 0, curvature = 0;
  for (Index m = 1;; ++m) {
    const double kappa = kernel_eigenvalue(m * c, 2, tau), degree = static_cast<double>(m * c);
    potential += 2 * kappa;
    curvature += degree * degree * kappa;
    if (degree * degree * kappa <= 1e-18 * curvature) break;
  }
  if (!(base + potential > 0))
    throw InputError(fmt::format("splitting rate: alpha = {}; allowed is alpha > -K_c = {}", alpha,
                                 alpha - base - potential));
  return 4 * curvature / (base + potential);
}

}  // namespace simclr_flow::theory
