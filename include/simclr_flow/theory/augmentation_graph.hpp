#pragma once
#include <cstdint>
#include <optional>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/view_law.hpp"

namespace simclr_flow::theory {

// The augmentation graph of n samples (HaoChen, Wei, Gaidon, Ma 2021): how likely a view of one
// sample might be one of another. With p = (1/n) sum_s nu(.|s) the law of all views and q_s(x) =
// nu(x|s)/sum_r nu(x|r),
//
//   W_ss' = n E_{x~p}[q_s q_s'] = E_{x~nu(.|s)}[q_s'],
//
// symmetric, W 1 = 1, eigenvalues in [0, 1]: those, but for zeros, of T f(x) = E[f(x') | x] over
// positive pairs. Eigenvalues near 1 are its nearly unconnected parts. Disjoint views: I; views
// that do not tell samples apart: 11^T/n.

/// An estimate and the standard error of each entry.
struct AugmentationGraph {
  Points weights, error;  ///< n×n
};

/// By `draws` views of each of the samples (D×n): W = I - (1/draws) sum_x (diag q(x) - q(x)
/// q(x)^T), x over all n·draws views. Each term is a Laplacian, so that W is symmetric, rows sum to
/// 1 to rounding, and no eigenvalue is above 1, whatever the draws; its mean is that of q q^T,
/// since E sum_r q_s(x_r) = 1 of one view x_r each. Standard errors from the variances
/// within each sample's draws. O(n^2 draws) densities, O(n^3 draws) sums.
/// Domain: n >= 1, draws >= 2, laws of theory/view_law.hpp. Throws InputError outside.
AugmentationGraph augmentation_graph(PointsView samples, const ViewLaw& law, Index draws,
                                     std::uint64_t seed = 1);

/// How many views of each sample a graph that is measured with a run has: at most 200, as many as
/// take 5e7 operations, n^2 (D + 4) each; nothing below 10, of a single sample, and of more than
/// 400.
std::optional<Index> affordable_draws(PointsView samples);

/// What views hold together: the eigenvectors of W among functions of mean 0 with eigenvalues of at
/// least 1/2. Where there are none, those of the largest eigenvalue, all within 1e-9 of it; where
/// that is not above 1e-12 either, none (m = 0): W = 11^T/n, views do not tell samples apart.
/// Orthonormal columns of sum 0. Of modes with nearly the same eigenvalue their span alone is told;
/// where views tell all samples apart, W = I, it is all functions of mean 0.
/// Hazard: the span jumps where an eigenvalue passes 1/2, as a law of views changes or, by as much
/// as the errors of an estimated graph, with its draws. Definition: ours.
struct GraphModes {
  State values;    ///< falling
  Points vectors;  ///< n×m
};
/// Domain: graph symmetric with rows of sum 1, n >= 2. Throws InputError outside. O(n^3).
GraphModes graph_modes(PointsView graph);

/// W_12 of two samples at this distance with normal noise of this spread, in any dimension: with
/// delta = distance/spread,
///
///   W_12 = e^{-delta²/8} int phi(u)/(2 cosh(delta u/2)) du,   phi the standard normal density,
///
/// 1/2 at delta = 0, and W_11 = 1 - W_12. By the trapezoidal rule, 1e-15 relative.
/// Domain: distance >= 0, spread > 0. Throws InputError outside.
double two_sample_overlap(double distance, double spread);

/// The least spectral contrastive energy -2 E_{x,x'}[f(x)·f(x')] + E_{x,y}[(f(x)·f(y))²], positive
/// pairs (x, x') and independent x, y, over all f in R^d, of a graph: -sum_{i <= d} max(lambda_i,
/// 0)² over its largest eigenvalues. Attained by f = its leading eigenvectors times sqrt(lambda_i).
/// Of the graph of n samples it is that over functions of views, in the continuum; of the N×N
/// matrix of the positive pairs of fixed views it is -min(d, n).
/// Domain: graph symmetric, d >= 1. Throws InputError outside. Status: proven, HaoChen et al. 2021
/// (Eckart, Young).
double spectral_contrastive_minimum(PointsView graph, Index d);

}  // namespace simclr_flow::theory
