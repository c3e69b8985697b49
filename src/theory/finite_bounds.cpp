#include "simclr_flow/theory/finite_bounds.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {
namespace {

void check_count(Index count) {
  if (count < 1)
    throw InputError(fmt::format("finite bound: particles must be at least 1, not {}", count));
}

void check_offset(double a, double least) {
  if (!(a >= least) || !std::isfinite(a))
    throw InputError(
        fmt::format("finite bound: a must be finite and at least {}, not {}", least, a));
}

/// log(e^x + e^y), either of which may be -infinity.
double log_sum(double x, double y) {
  const double top = std::max(x, y);
  return std::isinf(top) ? top : top + std::log1p(std::exp(std::min(x, y) - top));
}

}  // namespace

double simplex_bound(Index count, double tau, double a) {
  check_count(count);
  check_offset(a, 0);
  if (!(tau > 0))
    throw InputError(fmt::format("finite bound: temperature must be positive, not {}", tau));
  if (count == 1) return std::log(a);
  const double others = static_cast<double>(count - 1);
  return log_sum(std::log(a), std::log(others) - (others + 1) / (others * tau));
}

double uniform_bound(Index count, Index d, double tau, double a) {
  check_count(count);
  check_offset(a, 1);
  const double n = static_cast<double>(count);
  return std::log(n) + uniform_energy(d, tau, (a - 1) / n);
}

Bracket circle_minimum(Index count, double tau, double alpha) {
  check_count(count);
  const Certificate theorem_b = certificate(2, tau, alpha);
  double multiples = 0;
  for (Index m = 1;; ++m) {
    const double term = 2 * kernel_eigenvalue(m * count, 2, tau);
    multiples += term;
    if (term <= 1e-18 * multiples) break;
  }
  const double g = multiples * std::exp(-theorem_b.minimum);
  return {theorem_b.minimum + theorem_b.least_gap(multiples), theorem_b.minimum + std::log1p(g)};
}

}  // namespace simclr_flow::theory
