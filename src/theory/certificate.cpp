#include "simclr_flow/theory/certificate.hpp"

#include <boost/math/special_functions/log1p.hpp>
#include <cmath>

#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

/// (g - log(1 + g))/g^2 for g > -1, given log(1 + g); without cancellation near g = 0.
double second_order_constant(double g, double log_1_g) {
  if (std::abs(g) < 1e-8) return 0.5 - g / 3;
  if (std::abs(g) < 0.5) return -boost::math::log1pmx(g) / (g * g);
  return (g - log_1_g) / (g * g);
}

}  // namespace

Certificate certificate(Index d, double tau, double alpha) {
  const double minimum = uniform_energy(d, tau, alpha), scale = std::exp(-minimum),
               log_kappa = log_kernel_eigenvalue(0, d, tau), spread = -std::expm1(log_kappa);
  Certificate c{};
  c.alpha = alpha;
  c.kappa_0 = kappa_0(d, tau);
  c.minimum = minimum;
  c.beta = spread * scale;
  // Near -1, g_min from log(1 + g_min); alpha = 0 in logarithms.
  const double log_least = alpha == 0 ? -2 / tau : std::log(alpha + std::exp(-2 / tau)),
               log_ratio = log_least - (alpha == 0 ? log_kappa : minimum),
               direct = (spread + std::expm1(-2 / tau)) * scale;
  c.g_min = alpha > 0 && direct > -0.5 ? direct : std::expm1(log_ratio);
  c.c = second_order_constant(c.g_min, log_ratio);
  c.factor = (1 - c.c * c.beta) * scale;
  return c;
}

}  // namespace simclr_flow::theory
