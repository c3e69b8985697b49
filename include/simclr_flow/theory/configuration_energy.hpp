#pragma once
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/inner_products.hpp"

namespace simclr_flow::theory {

// Energies of configurations on unit spheres, k(z,z') = exp((z·z' - 1)/tau), summed in long double
// from the Gram matrix. Share no code with energy/ or kernel_sum/, nor with plain_sum.hpp, which
// sums over squared distances.
//
// Shapes: z d×N, unit columns. Domain: tau in [1e-4, 1e4]. Hazard: a column whose norm is off by e
// moves log k by e/tau. O(N^2 d). All throw InputError outside their domain.

/// E_alpha(rho) = sum_i p_i log(alpha + sum_j p_j k_ij): rho = sum_i p_i delta(z_i).
/// Domain: alpha >= 0; p_i >= 0 summing to 1 within 1e-12 (null: 1/N).
/// Invariances: rotations; order; merging equal atoms. Known minimizer: the uniform law alone, with
/// log(alpha + kappa_0) (Theorem A).
double offset_energy(PointsView z, double tau, double alpha, const State* mass = nullptr);

/// F_a = (1/N) sum_i log(a + sum_{j≠i} k_ij) = log N + E_alpha, alpha = (a - 1)/N: a = N + 1 simclr
/// (plus log N), N simclr-noself, 1 info-nce, 1/2 nt-xent (less log 2), 0 dcl.
/// Domain: a >= 0, N >= 2. Safe at a = 0 where kernels underflow.
double family_energy(PointsView z, double tau, double a);

/// The same of a configuration whose points all share these inner products:
/// log(a + sum_t count_t e^{(t-1)/tau}), less the point's own term.
double family_energy(const InnerProducts& products, double tau, double a);

/// (1/N^2) sum_{i,j} k_ij, the `linear` energy.
double pair_energy(PointsView z, double tau);

/// How far z is from stationary for F_a: max_i |P_i f_i| / max_i sum_j (w_i + w_j) k_ij, where
/// f_i = sum_{j≠i} (w_i + w_j) k_ij z_j, w_i = 1/(a + sum_{j≠i} k_ij). 0 at stationary points,
/// about 1e-16 there when rounded, at most 1. Hazard: NaN where a = 0 and kernels underflow long
/// double (tau < 2e-4).
double stationarity_residual(PointsView z, double tau, double a);

}  // namespace simclr_flow::theory
