#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A rule for means: E f(xi) ≈ sum_a weights[a] f(nodes.col(a)). nodes q×V; V positive weights,
/// which sum to 1.
struct Quadrature {
  Points nodes;
  State weights;
};

/// V nodes for xi ~ N(0,1), exact for polynomials to degree 2V-1 (probabilists' Hermite). Throws
/// InputError unless 1 <= V <= 256, like all rules here.
/// Source: Golub & Welsch 1969: nodes are the eigenvalues of the Jacobi matrix; weights are the
/// squared first entries of its unit eigenvectors, here by the recurrence of the polynomials.
Quadrature gauss_hermite(Index count);

/// V nodes for xi uniform on [low, high], exact for polynomials to degree 2V-1. Same source.
Quadrature gauss_legendre(Index count, double low, double high);

/// V nodes for an angle uniform on the circle: 2 pi a/V with equal weights (the trapezoid rule),
/// exact for trigonometric polynomials to degree V-1.
Quadrature circle_rule(Index count);

/// The rule for two independent numbers or vectors, a's above b's; of the first, the slower, index:
/// node a·V_b + b. Throws InputError for more than `most_nodes` nodes, or weights below 1e-300.
Quadrature tensor_product(const Quadrature& first, const Quadrature& second);

inline constexpr Index most_nodes = 100'000;

}  // namespace simclr_flow
