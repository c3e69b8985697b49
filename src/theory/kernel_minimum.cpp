#include "simclr_flow/theory/kernel_minimum.hpp"

#include <algorithm>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <numbers>

#include "domain.hpp"
#include "kernel_energy.hpp"
#include "simclr_flow/theory/levenshtein.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

constexpr Index most_dimensions = 10'000;
constexpr Index most_levels = 18;  // halvings of the step

/// 1/int_0^2 (s (2-s))^{(d-3)/2} ds
Real normalisation(Index d) {
  const Real half = Real(d) / 2;
  return std::exp(std::lgamma(half) - std::lgamma(half - Real(0.5)) -
                  std::log(std::numbers::pi_v<Real>) / 2);
}

/// int k(s) (s (2-s))^{(d-3)/2} ds over (0, 2). The factors alone may be beyond all numbers.
Real integral(const PlainKernel& kernel, Index d) {
  boost::math::quadrature::tanh_sinh<Real> rule(most_levels);
  const auto value = [&](Real x, Real to_end) -> Real {
    const Real s = x < 1 ? std::abs(to_end) : x, rest = x < 1 ? 2 - x : std::abs(to_end);
    if (!(s > 0 && rest > 0)) return 0;
    const Real log_weight = Real(d - 3) / 2 * (std::log(s) + std::log(rest));
    if (kernel.is_pair_energy()) return kernel.log_k(s) * std::exp(log_weight);
    return std::exp(kernel.log_k(s) + log_weight);
  };
  return rule.integrate(value, Real(0), Real(2), Real(1e-15));
}

/// The power p of s^-p that a kernel with a pole is near it.
Real power_at_pole(const PlainKernel& kernel) {
  const Real near = 1e-200L;
  return near * kernel.pull(near);
}

/// The same of a kernel with a pole s^-p, by s = 2 u^{1/b}, b = (d-1)/2 - p, after which the
/// integrand is bounded at 0 however near p is to (d-1)/2.
Real integral_at_pole(const PlainKernel& kernel, Index d) {
  constexpr Real least_log = -9000;  // of s that long doubles hold; below it k is the power
  const Real power = power_at_pole(kernel), b = Real(d - 1) / 2 - power;
  boost::math::quadrature::tanh_sinh<Real> rule(most_levels);
  const auto value = [&](Real u, Real to_end) -> Real {
    const Real log_u = u < Real(0.5) ? std::log(u) : std::log1p(-std::abs(to_end));
    const Real log_s = std::log(Real(2)) + log_u / b, rest = -2 * std::expm1(log_u / b);
    if (!(rest > 0)) return 0;
    const Real log_k = kernel.log_k(std::exp(std::max(log_s, least_log))) -
                       power * std::min(log_s - least_log, Real(0));
    return std::exp(log_k + Real(d - 3) / 2 * (log_s + std::log(rest)) + std::log(2 / b) +
                    (1 / b - 1) * log_u);
  };
  return rule.integrate(value, Real(0), Real(1), Real(1e-15));
}

/// Whether k s^{(d-3)/2} is integrable at 0: k as a power there.
bool is_integrable(const PlainKernel& kernel, Index d) {
  if (!kernel.has_pole() || kernel.is_pair_energy()) return true;
  return power_at_pole(kernel) < Real(d - 1) / 2 * (1 - 1e-15L);
}

/// Levenshtein's universal bound; the polynomials of higher degrees are not looked for.
std::optional<Real> universal_sum(const PlainKernel& kernel, Index n, Index d) {
  constexpr Index highest = 400;
  if (double(n) > design_bound(d, highest + 1)) return std::nullopt;
  const LevenshteinQuadrature rule = levenshtein_quadrature(n, d);
  Real sum = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i)
    sum += rule.weights[i] * pair_value(kernel, 1 - rule.nodes[i]);
  return sum;
}

/// s of the pairs of a regular simplex of N points: no mean over pairs is larger.
Real of_simplex(Index n) { return Real(n) / Real(n - 1); }

}  // namespace

std::optional<long double> uniform_potential(const PlainKernel& kernel, Index d) {
  require_ambient("uniform potential", d);
  if (d > most_dimensions)
    throw InputError(
        fmt::format("uniform potential: d = {}; allowed is d <= {}", d, most_dimensions));
  if (!is_integrable(kernel, d)) return std::nullopt;
  const bool is_power = kernel.has_pole() && !kernel.is_pair_energy();
  return normalisation(d) * (is_power ? integral_at_pole(kernel, d) : integral(kernel, d));
}

long double least_pair_sum(const PlainKernel& kernel, Index n, Index d) {
  require_points("least pair sum", n);
  require_ambient("least pair sum", d);
  const Real simplex = Real(n - 1) / Real(n) * pair_value(kernel, of_simplex(n));
  const auto universal = universal_sum(kernel, n, d);
  return universal ? std::max(simplex, *universal) : simplex;
}

double kernel_simplex_bound(const PlainKernel& kernel, Index n, double a) {
  require_points("simplex bound", n);
  require_offset("simplex bound", "a", a);
  const Real log_others = std::log(Real(n - 1)) + kernel.log_k(of_simplex(n));
  if (a == 0) return static_cast<double>(log_others);
  return static_cast<double>(std::log(Real(a) + std::exp(log_others)));
}

}  // namespace simclr_flow::theory
