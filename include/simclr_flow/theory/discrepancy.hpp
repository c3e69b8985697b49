#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// MMD_k^2(rho, sigma), the squared kernel discrepancy of rho = sum_i p_i delta_{z_i} on S^{d-1}
/// from the uniform law sigma, k = exp((z·z' - 1)/tau):
///
///   int int k d(rho - sigma) d(rho - sigma) = sum_ij p_i p_j k_ij - kappa_0.
///
/// The potential of sigma is the constant kappa_0, so that the cross term and the uniform term are
/// kappa_0 too: -2 kappa_0 + kappa_0.
/// Shapes: z is d×N with unit columns, d >= 2; mass has N entries p_i >= 0 of sum 1 (null: 1/N).
/// In [0, 1 - kappa_0], zero only at sigma; invariant under rotations and relabelling. O(N^2 d).
/// Hazard: a difference of numbers of size kappa_0: its error is 1e-16, not relative to the result.
/// Throws InputError for tau outside [1e-4, 1e4], d < 2, no points, or masses of another number.
double squared_mmd_to_uniform(PointsView z, double tau, const State* mass = nullptr);

/// The same on S^1 (z is 2×N) by Fourier coefficients rho_l = sum_i p_i e^{-i l theta_i}:
///   2 sum_{l >= 1} kappa_l |rho_l|^2.
/// All terms are positive, so the error is relative (1e-13) down to 1e-30. O(N) for each of about
/// 10/sqrt(tau) modes. Throws as above, and for other dimensions.
double squared_mmd_on_circle(PointsView z, double tau, const State* mass = nullptr);

/// The stronger form of Theorem A on S^1: E_alpha(rho) - E_alpha(sigma) >= Ent(h | sigma) =
/// int h log h dsigma >= 0 for the density
///   h(t) = 1 + 2 sum_{l >= 1} sqrt(kappa_l/(alpha + kappa_0)) Re(rho_l e^{i l t}),
/// which is positive: a Markov operator S' applied to rho, S'^2 = Pi + q (T - Pi), T = k/kappa_0,
/// Pi the mean, q = kappa_0/(alpha + kappa_0). For small deviations it is the gap divided by 2 -
/// q_l in each mode: nearly sharp for alpha = 0 and low modes, half the gap at large alpha. By the
/// trapezoidal rule with about 100/sqrt(tau) nodes, error below 1e-13 for every alpha. Domain:
/// alpha
/// >= 0 and as above; throws as above, and for alpha < 0.
double entropy_gap_on_circle(PointsView z, double tau, double alpha = 1,
                             const State* mass = nullptr);

}  // namespace simclr_flow::theory
