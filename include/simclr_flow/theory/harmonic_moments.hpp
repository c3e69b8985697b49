#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// How far a law rho = sum_i p_i delta_{z_i} on S^{d-1} is from uniform, degree by degree:
///   M_l = (sum_{i,j} p_i p_j P_l(z_i·z_j))^{1/2},   l = 0, ..., L,
/// P_l the Gegenbauer polynomial with P_l(1) = 1 (theory/gegenbauer.hpp). By the addition theorem
///   M_l^2 = (1/D_l) sum_k |int Y_lk drho|^2,   D_l = harmonic_count(l, d),
/// the mean square of the coefficients of degree l; on S^1 M_l = |rho_l|, rho_l = int e^{-i l th}
/// drho. In [0, 1], M_0 = 1; all others are 0 only at the uniform law, those up to l = t at
/// t-designs; 1/sqrt(N) about is what N independent uniform points have. Funk-Hecke:
///   MMD_k^2(rho, sigma) = sum_{l >= 1} D_l kappa_l M_l^2.
/// Shapes: z d×N, columns not 0; N masses of sum 1 (null: 1/N). S^1: O(N L), error 1e-16. Beyond:
/// O(N^2 (d + L)), and hazard: the root of a difference, with error 1e-18/M_l + 1e-10 for M_l near
/// 0, about 1e-9 instead of 0; from 1000 points on
/// 1e-15/M_l.
/// Throws InputError for d < 2, no points, or masses of another number.
State harmonic_moments(PointsView z, Index degree, const State* mass = nullptr);

}  // namespace simclr_flow::theory
