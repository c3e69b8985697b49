#include "simclr_flow/data/quadrature.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {
namespace {

void require_count(Index count) {
  if (count < 1 || count > 256)
    throw InputError(fmt::format("a rule has 1 to 256 nodes, not {}", count));
}

/// The squared first entry of the unit eigenvector at x, whose entries are as p_0(x) = 1, p_1(x),
/// ... By the recurrence: the solver's vectors keep few digits of the small weights of the tails.
double weight_at(double x, const State& b) {
  double last = 0, p = 1, squares = 1;
  for (Index k = 0; k < b.size(); ++k) {
    const double next = (x * p - (k > 0 ? b[k - 1] * last : 0)) / b[k];
    last = std::exchange(p, next);
    squares += p * p;
  }
  return 1 / squares;
}

/// The rule of the orthonormal polynomials with x p_{k-1} = b_k p_k + b_{k-1} p_{k-2}.
template <class OffDiagonal>
Quadrature golub_welsch(Index count, const OffDiagonal& b) {
  require_count(count);
  State off(count - 1);
  for (Index k = 1; k < count; ++k) off[k - 1] = b(static_cast<double>(k));
  const State nodes = tridiagonal_eigenvalues(State::Zero(count), off);
  State weights = nodes.unaryExpr([&off](double x) { return weight_at(x, off); });
  return {nodes.transpose(), weights / weights.sum()};
}

}  // namespace

Quadrature gauss_hermite(Index count) {
  return golub_welsch(count, [](double k) { return std::sqrt(k); });
}

Quadrature gauss_legendre(Index count, double low, double high) {
  Quadrature rule = golub_welsch(count, [](double k) { return k / std::sqrt(4 * k * k - 1); });
  rule.nodes = (low + high) / 2 + (high - low) / 2 * rule.nodes.array();
  return rule;
}

Quadrature circle_rule(Index count) {
  require_count(count);
  const double share = 1 / static_cast<double>(count);
  Quadrature rule{Points(1, count), State::Constant(count, share)};
  for (Index a = 0; a < count; ++a)
    rule.nodes(0, a) = 2 * std::numbers::pi * share * static_cast<double>(a);
  return rule;
}

Quadrature tensor_product(const Quadrature& first, const Quadrature& second) {
  const Index a_count = first.weights.size(), b_count = second.weights.size();
  if (a_count > most_nodes / b_count)
    throw InputError(fmt::format("a product of rules of {} and {} nodes has more than {}", a_count,
                                 b_count, most_nodes));
  Quadrature rule{Points(first.nodes.rows() + second.nodes.rows(), a_count * b_count),
                  State(a_count * b_count)};
  for (Index a = 0; a < a_count; ++a)
    for (Index b = 0; b < b_count; ++b) {
      rule.nodes.col(a * b_count + b) << first.nodes.col(a), second.nodes.col(b);
      rule.weights[a * b_count + b] = first.weights[a] * second.weights[b];
    }
  if (!(rule.weights.minCoeff() >= 1e-300))
    throw InputError(
        fmt::format("a product of rules of {} and {} nodes has weights below 1e-300: take fewer",
                    a_count, b_count));
  return rule;
}

}  // namespace simclr_flow
