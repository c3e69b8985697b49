#include "simclr_flow/theory/delsarte_yudin.hpp"

#include <algorithm>
#include <numbers>

#include "domain.hpp"
#include "simclr_flow/theory/gegenbauer.hpp"
#include "simclr_flow/theory/levenshtein.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Coefficients = std::vector<Real>;

/// Every node inside (-1, 1) twice, -1 once.
Coefficients touching_nodes(const LevenshteinQuadrature& rule) {
  Coefficients x;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    x.push_back(rule.nodes[i]);
    const bool pole = i == 0 && rule.degree % 2 == 0;
    if (!pole) x.push_back(rule.nodes[i]);
  }
  return x;
}

/// The divided differences k[x_0], k[x_0, x_1], ... of k(t) = exp((t-1)/tau), by the table in
/// place; equal neighbours give the derivative.
Coefficients divided_differences(const Coefficients& x, Real tau) {
  Coefficients f;
  for (const Real t : x) f.push_back(std::exp((t - 1) / tau));
  for (std::size_t order = 1; order < x.size(); ++order)
    for (std::size_t i = x.size() - 1; i >= order; --i) {
      const Real gap = x[i] - x[i - order];
      f[i] = order == 1 && gap == 0 ? std::exp((x[i] - 1) / tau) / tau : (f[i] - f[i - 1]) / gap;
    }
  return f;
}

/// The coefficients of (t - x) h(t) + constant, by (2l+d-2) t P_l = (l+d-2) P_{l+1} + l P_{l-1}.
Coefficients times_linear(const Coefficients& h, Real x, Real constant, Index d) {
  Coefficients out(h.size() + 1, 0);
  for (std::size_t l = 0; l < h.size(); ++l) {
    const Real n = Real(l), up = l == 0 ? 1 : (n + Real(d) - 2) / (2 * n + Real(d) - 2);
    out[l + 1] += up * h[l];
    if (l > 0) out[l - 1] += (1 - up) * h[l];
    out[l] -= x * h[l];
  }
  out[0] += constant;
  return out;
}

void require_coefficients(const Coefficients& h, Index cells) {
  if (h.empty() || cells < 1)
    throw InputError(
        fmt::format("Delsarte-Yudin bound: {} coefficients, {} cells; at least 1 of "
                    "each is needed",
                    h.size(), cells));
  for (std::size_t l = 1; l < h.size(); ++l)
    if (!(h[l] >= 0))
      throw InputError(fmt::format("Delsarte-Yudin bound: h_{} = {}; allowed is [0, infinity)", l,
                                   double(h[l])));
}

/// An upper bound of max(0, h - k) on [-1, 1].
Real largest_excess(const Coefficients& h, Index d, Real tau, Index cells) {
  const Real step = std::numbers::pi_v<Real> / Real(cells);
  Real curvature = 1.74L / tau, excess = 0;
  for (std::size_t l = 1; l < h.size(); ++l) curvature += Real(l * l) * h[l];
  for (Index i = 0; i <= cells; ++i) {
    const Real t = std::cos(step * Real(i));
    excess = std::max(excess, gegenbauer_sum(h, d, t) - std::exp((t - 1) / tau));
  }
  return excess + step * step / 8 * curvature;
}

}  // namespace

std::vector<long double> pair_bound_polynomial(Index n, Index d, double tau) {
  require_temperature("pair bound polynomial", tau);
  const auto rule = levenshtein_quadrature(n, d);
  if (rule.degree > 20)
    throw InputError(
        fmt::format("pair bound polynomial: degree {} for N = {} on S^{}; allowed is "
                    "at most 20",
                    rule.degree, n, d - 1));
  const Coefficients x = touching_nodes(rule);
  const Coefficients f = divided_differences(x, tau);
  Coefficients h{f.back()};
  for (std::size_t i = x.size() - 1; i-- > 0;) h = times_linear(h, x[i], f[i], d);
  return h;
}

double delsarte_yudin_bound(const std::vector<long double>& h, Index n, Index d, double tau,
                            Index cells) {
  require_temperature("Delsarte-Yudin bound", tau);
  require_points("Delsarte-Yudin bound", n);
  require_ambient("Delsarte-Yudin bound", d);
  require_coefficients(h, cells);
  const Real v = largest_excess(h, d, tau, cells);
  return static_cast<double>(h[0] - v - (gegenbauer_sum(h, d, 1) - v) / Real(n));
}

}  // namespace simclr_flow::theory
