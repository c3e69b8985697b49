#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The spectrum of k(z, z') = exp((z·z' - 1)/tau) on S^{d-1}: int k(z, z') Y(z') dsigma(z') =
/// kappa_l Y(z) for every spherical harmonic Y of degree l, sigma the uniform probability
/// (Funk-Hecke):
///
///   kappa_l = e^{-1/tau} Gamma(d/2) (2 tau)^{d/2-1} I_{l+d/2-1}(1/tau)
///           = e^{-x} sum_m (x/2)^{l+2m} Gamma(d/2) / (m! Gamma(l+d/2+m)),   x = 1/tau.
///
/// Domain: l >= 0, d >= 2, tau in [1e-4, 1e4]. Relative error below 1e-13 for d and l up to 1e4:
/// positive terms are summed outwards from their largest, whose logarithm is taken in long double.
/// Sign and size: 0 < kappa_{l+1} < kappa_l < 1; kappa_0 is the potential of sigma. Invariants:
/// sum_l harmonic_count(l, d) kappa_l = k(z, z) = 1 and kappa_{l-1} - kappa_{l+1} =
/// (2l + d - 2) tau kappa_l.
/// Hazard: values below 1e-308 round to 0 (kappa_0 itself does at d = 1000, tau = 1e-4); their
/// logarithm does not. S^1: e^{-x} I_l(x); S^2: kappa_0 = tau (1 - e^{-2/tau})/2.
/// Throws InputError outside the domain. Source: Mueller, "Spherical harmonics" (1966); Watson,
/// "A treatise on the theory of Bessel functions", 3.7.
double kernel_eigenvalue(Index l, Index d, double tau);

/// Whether d >= 2 and tau in [1e-4, 1e4]: the domain of kappa_l, and of what is made of it.
bool has_spectrum(Index d, double tau);

/// log kappa_l, with absolute error below 1e-14 + 1e-16 |log kappa_l|: finite where kappa_l is not.
double log_kernel_eigenvalue(Index l, Index d, double tau);

/// kappa_0, ..., kappa_{count-1}.
State kernel_spectrum(Index count, Index d, double tau);

/// The dimension of the spherical harmonics of degree l on S^{d-1},
///   (2l + d - 2) (l + d - 3)! / (l! (d - 2)!),   1 for l = 0:
/// 2 on S^1, 2l + 1 on S^2. Exact below 2^53; infinity above the range of double.
/// Throws InputError unless l >= 0, d >= 2.
double harmonic_count(Index l, Index d);

}  // namespace simclr_flow::theory
