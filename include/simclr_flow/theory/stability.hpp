#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// Linear stability of stationary laws of the flow d_t rho = div(rho grad phi): particles move by
/// z_i' = -N dE/dz_i. A small mode grows as e^{rate t}; negative rates decay. Kernel
/// k = exp((z·z' - 1)/tau). Rates are invariant under rotations.

/// The rate of spherical harmonics of degree l about the uniform law of S^{d-1} under E_alpha,
///   lambda_l = -l (l + d - 2) q_l (2 - q_l),   q_l = kappa_l/(alpha + kappa_0):
/// 1 - (1 - q_l)^2 without cancellation; q_l in logarithms. Negative for l >= 1: stable at every
/// tau and alpha >= 0, but high modes are exponentially slow (and round to 0 where kappa_l
/// underflows). Domain: l >= 0, d >= 2, tau in [1e-4, 1e4], alpha >= 0; throws InputError outside.
double uniform_rate(Index l, Index d, double tau, double alpha = 1);

/// The same of the pair energy int int k drho drho (`linear`), -2 l (l + d - 2) kappa_l: the limit
/// of alpha lambda_l at large alpha, since phi = 2 K_rho. And of its logarithm (`uniformity`), -2 l
/// (l + d - 2) kappa_l/kappa_0. Domains likewise.
double pair_rate(Index l, Index d, double tau);
double log_pair_rate(Index l, Index d, double tau);

/// The rate at which c equal atoms at the vertices of a regular c-gon on S^1 split, under E_alpha:
///   Lambda_c = (4/(alpha + K_c)) sum_{m >= 1} (mc)^2 kappa_{mc},  K_c = kappa_0 + 2 sum
///   kappa_{mc}.
/// It is -phi''(z) at an atom, and moves particles of one atom apart: the displacements of an
/// atom's particles sum to zero. Positive: always unstable, but exponentially slowly at large tau.
/// Domain: c >= 1, tau in [1e-4, 1e4], alpha > -K_c (F_a at N particles: alpha = (a - 1)/N); throws
/// InputError outside. Rounds to 0 where kappa_c underflows.
double splitting_rate(Index c, double tau, double alpha = 1);

/// The rate of the mode v_i = cos(p theta_i) of N particles at the vertices of a regular N-gon on
/// S^1, theta_j = 2 pi j/N, under F_a = (1/N) sum_i log(a + sum_{j != i} k_ij):
///   lambda_p = -2 A_p/S + (B_p/S)^2,   S = a + sum_{j != 0} k_j,
///   A_p = sum_j k''_j (1 - cos p theta_j),   B_p = sum_j k'_j sin p theta_j,
/// k_j = e^{(cos theta_j - 1)/tau}. The Jacobian is circulant: these are all of its eigenvalues.
/// Symmetric, lambda_p = lambda_{N-p} = lambda_{-p}; lambda_0 = 0 is the rotation. S, A_p, B_p are
/// direct sums relative to the largest kernel for tau below half the squared angle, and sums of
/// kernel eigenvalues above, where direct ones cancel.
/// Domain: N >= 2, a >= 0 and finite, tau in (0, 1e4]; throws InputError outside. a = N + 1
/// `simclr`, N `simclr-noself`, 1 `info-nce`, 1/2 `nt-xent`, 0 `dcl` and `dhel`.
double polygon_rate(Index p, Index count, double tau, double a);

/// An open interval of temperatures.
struct TemperatureWindow {
  double lower, upper;
};

/// The temperatures at which the N-gon has a growing mode under F_a, as disjoint intervals in
/// order, their ends to 1e-12 relative: sign changes of every polygon_rate on a logarithmic grid of
/// 48 points a decade from min(.01, (2 pi/N)^4/40) to 10, refined by root finding; what is shorter
/// than the grid may be missed. O(N^2) a temperature.
/// a = 0: none for N <= 7, one for N = 8, ..., 20, 32, 64, 128. As tau -> 0 only neighbours act,
/// and p = 1 grows if and only if tau > (1 - c) (1 - c^2)/(2c), c = cos(2 pi/N); the upper end
/// tends to (2/pi) (2 pi/N)^2 at large N. Small positive a have windows too; 1/2, 1, N and
/// N + 1 have none up to N = 256 (numbers, no proof). Domain: N >= 2, a >= 0 and finite; throws
/// InputError outside.
std::vector<TemperatureWindow> unstable_temperatures(Index count, double a);

}  // namespace simclr_flow::theory
