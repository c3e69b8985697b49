#pragma once
#include "simclr_flow/diagnostics/cluster_measures.hpp"

namespace simclr_flow {

// How classes lie, by their means m_c: latents z (d×N), a label for each. All O(N d K). Latents
// that are equal to 1e-300 coincide.

/// What a ratio to a variance of 0 is told as.
inline constexpr double unbounded_ratio = 1e300;

/// The margin of the nearest class mean, a linear classifier: the least signed distance of a latent
/// from the plane between the mean of its class y and another,
///     min_{i, c != y_i} (m_y - m_c)·(z_i - (m_y + m_c)/2)/|m_y - m_c|,
/// positive if and only if all latents are nearest to their own mean; a pair of means that coincide
/// has 0. In units of latents. 0 for one class.
double class_margin(PointsView z, const Partition& labels);

/// Variance within the classes over variance between them, 1/eta2 - 1: 0 once each class has
/// collapsed. At most 1e300, which it is where class means coincide and latents do not; 0 for one
/// class, and where all latents coincide.
double within_over_between(PointsView z, const Partition& labels);

/// |G/|G|_F - (1 - 11^T/K)/(K - 1)^{1/2}|_F, G the Gram matrix of the class means less their mean:
/// 0 if and only if these are the vertices of a regular simplex about 0, at most 2^{1/2}. With d <
/// K - 1 it is above 0. 1 where all means coincide; 0 for one class.
/// Source: Zhu, Ding, Zhou, Li, You, Sulam, Qu 2021, arXiv:2105.02375, measure NC2; neural
/// collapse: Papyan, Han, Donoho 2020.
double simplex_deviation(PointsView z, const Partition& labels);

}  // namespace simclr_flow
