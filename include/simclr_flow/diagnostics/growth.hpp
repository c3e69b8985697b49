#pragma once
#include "simclr_flow/energy/energy.hpp"

namespace simclr_flow {

// Which modes of the latents grow, by the kernel and the views together. With y (q×N) outputs that
// are all but in one place, and a kernel that acts alike on all of them,
//
//   dE/dy = -y B + O(|y|^2),   y' = y B Theta,   B = (2 beta/(tau N)) (gamma H - c W)
//
// for the presets (theory/near_collapse.hpp has beta, gamma, c): the mode r in R^N with Theta B r =
// lambda r grows in every output as exp(lambda t). Theta B is not symmetric, but Theta^{1/2} B
// Theta^{1/2} is, with the same eigenvalues and eigenvectors u: r = Theta^{1/2} u.
// Source: ours. It is named for what it measures; a "spectral alignment" of others is another.

/// B of any energy, N×N and symmetric: minus its second derivative in one coordinate of each latent
/// where all are in one place. One Hessian product per view, or per latent where `positives` are
/// given. view_weights: empty, or those of a quadrature.
/// Domain: a kernel that is smooth at distance 0, at least two samples.
Points collapse_form(const Energy& energy, Index latents, Index views,
                     const State& view_weights = {}, const Positives* positives = nullptr);

/// Of kernels of blocks q×q the mean over the outputs that move, tr(Theta_ij)/moving: N×N and
/// positive semidefinite, the same for rotated outputs. A matrix N×N is left as it is.
Points mean_over_outputs(const Points& theta, Index latents, Index moving);

/// The leading modes that grow, faster than 1e-9 of the fastest change: at most n - 1 of n samples.
struct GrowthModes {
  State rates;     ///< falling; 0 where no more modes grow
  Points vectors;  ///< orthonormal, without means: the first r columns span what the first r modes
                   ///< less their means do; 0 where no more modes grow
};
/// Of kernels N×N. By the eigenvectors of both matrices up to 256 rows, else by a block Krylov
/// space of B Theta, which is symmetric in the product x^T Theta y: to residuals of 1e-10 of the
/// largest rate there, or 640 columns. Needs 1 <= count < N.
/// Source: Saad, "Numerical methods for large eigenvalue problems" (2011), sections 6.4 and 9.2.
GrowthModes growth_modes(const Points& form, const Points& theta, Index count);

/// |Z P_r|_F^2/|Z|_F^2 for r = 1, 2, ...: the share of the variance of latents (d×N; Z: less their
/// mean) that lies in the span of the first r modes. In [0, 1], rises with r, the same for latents
/// that are moved, rotated or scaled. 0 where all coincide.
State growth_alignment(const GrowthModes& modes, const Points& latents);

}  // namespace simclr_flow
