#pragma once
#include <memory>

#include "simclr_flow/energy/energy.hpp"

namespace simclr_flow {

/// SimCLR energy, mean over samples i and ordered pairs of views a != b:
///
///   E = mean log(1 + R_ia / A_iab),  R_ia = (1/N) sum_{j,c} k(u_ia, u_jc),  A_iab = k(u_ia, u_ib)
///
/// with k(z,z') = exp(-|z-z'|^2/(2 tau)), the self pair included; views = 1 means A = 1.
/// Normalisation: atoms of mass 1/N, k(z,z) = 1, so 0 < E and E = log 2 when all points coincide.
/// Invariant under rigid motions and relabelling. All in logs: safe for A that underflows.
/// Minimizer: on S^{d-1} the uniform law, E >= log(1 + kappa_0), unique (Theorem A); on R^d none.
/// Throws InputError for tau <= 0 or not finite.
/// Source: Calder & Lee, arXiv:2503.10812, the SimCLR loss with Psi(t) = log(1+t); atoms as laws.
std::unique_ptr<Energy> make_simclr(double temperature);

/// NT-Xent, mean over samples i and ordered pairs of views a != b:
///
///   E = mean log( sum_{(j,c) != (i,a)} k(u_ia, u_jc) / A_iab )
///
/// On the unit sphere k = exp((s-1)/tau) with cosine similarity s and this is exactly the loss of
/// Chen et al. 2020: logsumexp_{(j,c) != (i,a)}(s/tau) - s_pos/tau, a mean over the batch.
/// views = 1 is the value at two collapsed views: log 2 + (1/n) sum_i log(1/2 + sum_{j!=i} k_ij).
/// Invariances as `simclr`. Log-domain safe when every kernel of a row underflows.
/// Minimizer: not proven for finite N (theory: a = 1/2, alpha < 0).
/// Throws InputError for tau <= 0 or not finite.
/// Source: Chen, Kornblith, Norouzi, Hinton, arXiv:2002.05709, equation 1.
std::unique_ptr<Energy> make_nt_xent(double temperature);

/// log mean_{i != j} exp(-|z_i - z_j|^2/(2 tau)), in (-inf, 0]; N >= 2. Smaller is more uniform.
/// Source: Wang & Isola, arXiv:2005.10242, with 1/(2 tau) for their t.
double uniformity(PointsView z, double temperature);

/// Mean of |u_ia - u_ib|^2 over samples and pairs of views; 0 for views = 1.
/// Source: Wang & Isola, arXiv:2005.10242, with exponent 2.
double alignment(const Latents& latents);

}  // namespace simclr_flow
