#include "simclr_flow/theory/levenshtein.hpp"

#include <algorithm>

#include "domain.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Vector = LongState;
constexpr Index most_nodes = 1000;

double binomial(Index n, Index k) {
  double value = 1;
  k = std::min(k, n - k);
  for (Index i = 1; i <= k; ++i) value *= double(n - k + i) / double(i);
  return value;
}

/// The largest m with D(d, m) < N <= D(d, m+1).
Index degree_for(Index n, Index d) {
  Index m = 0;
  // Half a unit away from the integers that rounded binomials stand for.
  while (double(n) - 0.5 > design_bound(d, m + 1) && m <= 2 * most_nodes) ++m;
  return m;
}

/// Monic recurrence p_{j+1} = (t - diagonal_j) p_j - square_j p_{j-1} of the probability
/// proportional to (1-t)^a (1+t)^b; square_0 is unused.
struct Recurrence {
  Vector diagonal, square;
};

Recurrence jacobi(Index count, Real a, Real b) {
  Recurrence r{Vector(count), Vector(count)};
  for (Index j = 0; j < count; ++j) {
    const Real n = Real(j), s = 2 * n + a + b;
    r.diagonal[j] = j == 0 ? (b - a) / (s + 2) : (b * b - a * a) / (s * (s + 2));
    // At n = 1 a factor n + a + b = s - 1 cancels, which may be 0.
    r.square[j] = j == 1 ? 4 * (1 + a) * (1 + b) / (s * s * (s + 1))
                         : 4 * n * (n + a) * (n + b) * (n + a + b) / (s * s * (s + 1) * (s - 1));
  }
  return r;
}

/// Sets the last diagonal entry so that int (1 - t)^{-1} under the Gauss rule is `target`: the
/// integral is the continued fraction 1/(1 - a_0 - b_1/(1 - a_1 - ...)).
void fit_last(Recurrence& r, Real target) {
  const Index last = r.diagonal.size() - 1;
  Real rest = 1 / target;
  for (Index j = 0; j < last; ++j) rest = r.square[j + 1] / (1 - r.diagonal[j] - rest);
  r.diagonal[last] = 1 - rest;
}

Vector gauss_nodes(const Recurrence& r) {
  if (r.diagonal.size() == 1) return r.diagonal;
  return tridiagonal_eigenvalues(r.diagonal, r.square.tail(r.square.size() - 1).cwiseSqrt());
}

/// The Christoffel number 1/sum_j p_j(t)^2, p_j orthonormal.
Real gauss_weight(const Recurrence& r, Real t) {
  Real before = 0, now = 1, sum = 1;
  for (Index j = 0; j + 1 < r.diagonal.size(); ++j) {
    const Real back = j == 0 ? 0 : std::sqrt(r.square[j]) * before;
    const Real next = ((t - r.diagonal[j]) * now - back) / std::sqrt(r.square[j + 1]);
    before = now;
    now = next;
    sum += now * now;
  }
  return 1 / sum;
}

}  // namespace

double design_bound(Index d, Index m) {
  require_ambient("design bound", d);
  const Index k = m / 2;
  if (m % 2 == 1) return 2 * binomial(d + k - 1, d - 1);
  return binomial(d + k - 1, d - 1) + (k == 0 ? 0 : binomial(d + k - 2, d - 1));
}

LevenshteinQuadrature levenshtein_quadrature(Index n, Index d) {
  require_points("Levenshtein quadrature", n);
  require_ambient("Levenshtein quadrature", d);
  const Index degree = degree_for(n, d), inside = (degree + 1) / 2;
  if (inside > most_nodes)
    throw InputError(
        fmt::format("Levenshtein quadrature: N = {} on S^{} asks for more than {} "
                    "nodes",
                    n, d - 1, most_nodes));
  const bool pole = degree % 2 == 0;
  const Real half = Real(d - 3) / 2;
  // The measure (1-t) dmu has mass 1, (1-t)(1+t) dmu has mass 1 - 1/d.
  const Real mass = pole ? 1 - 1 / Real(d) : 1;
  const Real sum = 1 - (pole ? 2 : 1) / Real(n);  // of rho, or of rho (1 + t)
  LevenshteinQuadrature rule{degree, {}, {}};
  Real total = 0;
  if (inside > 0) {
    Recurrence r = jacobi(inside, half + 1, pole ? half + 1 : half);
    fit_last(r, sum / mass);
    for (const Real t : gauss_nodes(r)) {
      rule.nodes.push_back(t);
      rule.weights.push_back(mass * gauss_weight(r, t) / ((1 - t) * (pole ? 1 + t : 1)));
      total += rule.weights.back();
    }
  }
  if (pole) {
    rule.nodes.insert(rule.nodes.begin(), -1);
    rule.weights.insert(rule.weights.begin(), 1 - 1 / Real(n) - total);
  }
  return rule;
}

double universal_pair_bound(Index n, Index d, double tau) {
  require_temperature("universal pair bound", tau);
  const auto rule = levenshtein_quadrature(n, d);
  Real bound = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i)
    bound += rule.weights[i] * std::exp((rule.nodes[i] - 1) / Real(tau));
  return static_cast<double>(bound);
}

}  // namespace simclr_flow::theory
