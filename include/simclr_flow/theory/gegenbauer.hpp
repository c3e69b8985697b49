#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// P_0(t), ..., P_L(t): the polynomials orthogonal under the law of z·e_1, z uniform on S^{d-1},
/// with P_l(1) = 1 (Gegenbauer; Chebyshev for d = 2, Legendre for d = 3), by their recurrence
///   (l + d - 2) P_{l+1} = (2l + d - 2) t P_l - l P_{l-1}.
/// Domain: d >= 2, t in [-1, 1], where |P_l| <= 1; degree L >= 0.
std::vector<long double> gegenbauer(Index degree, Index d, long double t);

/// sum_l h_l P_l(t), l = 0, ..., h.size() - 1.
long double gegenbauer_sum(const std::vector<long double>& h, Index d, long double t);

/// sum_{i,j} p_i p_j P_l(z_i·z_j) for l = 0, ..., L: non-negative, 1 for l = 0, and, for equal
/// masses, 0 for l = 1, ..., t exactly if z is a spherical t-design.
/// Shapes: z d×N, columns not 0: their directions count; N masses of sum 1 (null: 1/N).
/// O(N^2 (d + L)), in long double with errors of 1e-18; from 1000 points on in doubles with errors
/// of 1e-15, or, for L <= 4 with d^L <= N, O(N d^L) by sum_ij p_i p_j (z_i·z_j)^k =
/// |sum_i p_i z_i^{⊗k}|^2.
/// Source: Delsarte, Goethals & Seidel, Geom. Dedicata 6 (1977).
std::vector<double> design_moments(PointsView z, Index degree, const State* mass = nullptr);

}  // namespace simclr_flow::theory
