#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

// Laws on the circle with a density: with respect to d th/(2 pi) (the uniform law is 1), by its
// values at the M angles 2 pi j/M, as CircleFlow has it. Kernel k = exp((cos th - 1)/tau).

/// The law of spread·g, g standard normal, wrapped around the circle:
///   (sqrt(2 pi)/s) sum_m e^{-(th - 2 pi m)^2/(2 s^2)} = 1 + 2 sum_{l >= 1} e^{-l^2 s^2/2} cos l
/// th. By the first sum, all of whose terms are positive. Throws InputError unless spread > 0.
State wrapped_normal(const State& angles, double spread);

/// <k>_rho = int int k drho drho = kappa_0 + 2 sum_{l >= 1} kappa_l |rho_l|^2. N independent draws
/// of rho have mean MMD_k^2 to it of (1 - <k>_rho)/N.
double mean_kernel_on_circle(const State& density, double tau);

/// MMD_k^2 of two densities, of perhaps different numbers of values: how far apart two solutions
/// are.
double squared_mmd_of_densities(const State& a, const State& b, double tau);

/// MMD_k^2 of equal atoms z (2×N) from a density, 2 sum_{l >= 1} kappa_l |rho_l(z) - rho_l|^2.
/// Error about 1e-16; of the density only coefficients below M/2 are seen. O((N + M)/sqrt(tau)).
/// Throws as squared_mmd_on_circle, and InputError for a density of fewer than 4 values.
double squared_mmd_to_density(PointsView z, const State& density, double tau);

}  // namespace simclr_flow::theory
