#pragma once
#include "simclr_flow/diagnostics/cluster_measures.hpp"

namespace simclr_flow {

// The linear probe: ridge regression of labels on latents z (d×N). With u_i = (z_i - mean)/s, s²
// the mean variance of a coordinate, and e_i the indicator of the label of i,
//     W, b = argmin sum_i |W u_i + b - e_i|² + N λ |W|²_F,   λ = 1e-3,
// and the class of a point is the largest number of W u + b, the smallest label of equal ones.
// Where all latents coincide u = 0, and the most frequent class is told.

inline constexpr double probe_ridge = 1e-3;

/// The share of latents that a probe fitted to all other samples tells right; 0 for one sample. All
/// views of a sample I are left out with it, by the closed form: e_I less its prediction is
/// (e_I - W u_I - b) (1 - H_II)^{-1}, H = 1/N + u^T (u u^T + N λ)^{-1} u, mean and s being those of
/// all latents. O(N m² + N V²), m the smaller of N and d.
/// Source: Allen 1974 (the prediction sum of squares); a sample's views as one block.
double probe_accuracy(PointsView z, const Partition& labels, Index views = 1);

/// The share of points held out that the probe fitted to `training` tells right.
double probe_accuracy_on(PointsView training, const Partition& labels, PointsView held_out,
                         const Partition& held_out_labels);

}  // namespace simclr_flow
