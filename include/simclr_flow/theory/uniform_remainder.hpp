#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

// What linearisation about the uniform law leaves out, for any law rho on S^{d-1}, atoms included.
// The flow d_t rho = div(rho grad phi) of E_alpha moves the coefficients of rho by
//   d/dt int Y drho = -int grad Y·grad phi drho,
//   phi = const + log(1 + u) + k*(rho/(1 + u))/(alpha + kappa_0),  u = (K - kappa_0)/(alpha +
//   kappa_0),
// and phi = const + sum_m s_m rho_m·Y_m + r, q_m = kappa_m/(alpha + kappa_0), s_m = q_m (2 - q_m),
// r of second order. With the moments M_l of theory/harmonic_moments.hpp and the rate lambda_l of
// theory/stability.hpp therefore |dM_l/dt - lambda_l M_l| <= remainder_l, the sum of
//   transport   int grad Y_l·grad(phi - r) d(rho - sigma)
//   curvature   int grad Y_l·grad r drho
// S^1 (rho_m the Fourier coefficients, M_m = |rho_m|, all m in Z):
//   transport   l sum_{m≠0,l} |m| s_m M_m M_{l-m}
//   curvature   l sum_m |m| R_m M_{l-m} + l (U^2 U' + Q' U^3)/(1 - U),  U = sum_{m≠0} q_m M_m,
//               U' = sum |m| q_m M_m,  Q' = sum |m| q_m, where
//               R_m = (1/2) B_m + q_m (sum_n q_n M_n M_{m-n} + B_m + sum_{n≠m} B_n M_{m-n}),
//               B = (q M)*(q M): r by its terms of second order, -u^2/2 and k*(-(rho-1) u + rho
//               u^2), the rest by its supremum.
// S^{d-1}, d >= 3, by the addition theorem (|Y_e| <= D_l^{1/2}, |grad Y_e| <= (D_l L_l/(d-1))^{1/2}
// for unit vectors e, L_l = l (l+d-2)) and grad Y·grad Y' = (L_l + L_m - L_j) Y Y'/2 in degree j:
//   transport   D_l^{-1/2} sum_m s_m c_m sum_{j=|l-m|, step 2}^{l+m} |L_l + L_m - L_j|/2
//               min(D_l, D_m)^{1/2} c_j,   c_m = D_m^{1/2} M_m
//   curvature   (L_l/(d-1))^{1/2} [U G/(1-U) + sum_m q_m (D_m L_m/(d-1))^{1/2}
//               (sum_n q_n c_n min(D_m,D_n)^{1/2} sum_j c_j + D_m^{1/2} U^2/(1-U))],
//   U = sum q_m D_m M_m,  G = sum q_m D_m M_m (L_m/(d-1))^{1/2}:
// larger than what is seen by a factor of 10 and more, since signs and directions are lost.
// Infinite where U >= 1/2. Terms with m^2 D_m q_m below 1e-14 are left out.

/// The degree up to which moments must be known for remainders of degrees 0, ..., `degrees`.
Index remainder_degree(Index degrees, Index d, double tau, double alpha);

/// remainder_0, ..., remainder_degrees for moments M_0, ..., M_L, L >= remainder_degree(degrees).
/// Throws InputError for fewer moments, alpha < 0, and as kernel_eigenvalue does.
State uniform_remainder(const State& moments, Index degrees, Index d, double tau, double alpha);

}  // namespace simclr_flow::theory
