#include "simclr_flow/theory/spectrum.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "domain.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

void check_degree(Index l, Index d) {
  if (l < 0) throw InputError(fmt::format("kernel spectrum: degree must be at least 0, not {}", l));
  if (d < 2)
    throw InputError(fmt::format("kernel spectrum: dimension must be at least 2, not {}", d));
}

void check_temperature(double tau) {
  if (!is_temperature(tau))
    throw InputError(
        fmt::format("kernel spectrum: temperature must be in [1e-4, 1e4], not {}", tau));
}

/// sum_m t_m / t_peak for t_m = y^m / (m! Gamma(nu + m + 1)), which rises up to `peak`, then falls.
Real sum_over_peak(Real y, Real nu, Real peak) {
  constexpr Real negligible = 1e-22L;
  Real sum = 1, term = 1;
  for (Real m = peak + 1; term > negligible * sum; ++m) sum += term *= y / (m * (m + nu));
  term = 1;
  for (Real m = peak; m > 0 && term > negligible * sum; --m) sum += term *= m * (m + nu) / y;
  return sum;
}

Real log_eigenvalue(Index degree, Index d, double tau) {
  using boost::math::lgamma;
  const Real x = 1 / Real(tau), half = Real(d) / 2, l = Real(degree), nu = l + half - 1;
  const Real peak = std::floor(x * x / (2 * (std::sqrt(nu * nu + x * x) + nu)));
  const Real log_peak = lgamma(half) - lgamma(nu + peak + 1) - lgamma(peak + 1) +
                        (l + 2 * peak) * std::log(x / 2) - x;
  return log_peak + std::log(sum_over_peak(x * x / 4, nu, peak));
}

}  // namespace

bool has_spectrum(Index d, double tau) { return d >= 2 && is_temperature(tau); }

double log_kernel_eigenvalue(Index l, Index d, double tau) {
  check_degree(l, d);
  check_temperature(tau);
  return static_cast<double>(log_eigenvalue(l, d, tau));
}

double kernel_eigenvalue(Index l, Index d, double tau) {
  check_degree(l, d);
  check_temperature(tau);
  return static_cast<double>(std::exp(log_eigenvalue(l, d, tau)));
}

State kernel_spectrum(Index count, Index d, double tau) {
  State kappa(count);
  for (Index l = 0; l < count; ++l) kappa[l] = kernel_eigenvalue(l, d, tau);
  return kappa;
}

double harmonic_count(Index l, Index d) {
  check_degree(l, d);
  if (l == 0) return 1;
  // (2l + d - 2)/l times the binomial of l + d - 3 over k; every partial product is an integer.
  const Real top = Real(l) + Real(d) - 3, k = Real(std::min(l - 1, d - 2));
  Real binomial = 1;
  for (Real j = 1; j <= k; ++j) binomial = binomial * (top - k + j) / j;
  return static_cast<double>(binomial * (2 * Real(l) + Real(d) - 2) / Real(l));
}

}  // namespace simclr_flow::theory
