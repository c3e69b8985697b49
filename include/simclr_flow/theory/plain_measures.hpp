#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

// Measures of latents z (d×N, view a of sample i in column i·views + a), defined once more as loops
// over pairs: what a run has measured is judged by them. Share no code with diagnostics/, energy/
// or kernel_sum/. Labels and partitions: a number per latent. O(N^2 d).

/// A value, and what the rounding of another sum of the same definition may change it by, where
/// that is more than a few roundings of it.
struct PlainMeasure {
  double value;
  double rounding = 0;
};

/// Mean over latents and their other views of |z_i - z_j|^2; 0 for views = 1. With the weights w_a
/// of a quadrature (one per view, sum 1; else empty): sum over samples/n and views a, b of
/// w_a w_b |z_ia - z_ib|^2.
double plain_alignment(PointsView z, Index views, const State& view_weights);

/// log of the mean over pairs i != j of exp(-|z_i - z_j|^2/(2 tau)), tau > 0. N >= 2. Safe where
/// all kernels underflow.
double plain_uniformity(PointsView z, double temperature);

/// The adjusted Rand index by counts of pairs: of n(n-1)/2 pairs, A are together in a, B in b and C
/// in both; (C - AB/n_pairs)/((A + B)/2 - AB/n_pairs), 1 where that is 0/0. Exact counts.
/// Source: Hubert & Arabie 1985.
double plain_rand_index(const std::vector<int>& a, const std::vector<int>& b);

/// 1 - within/total, each class's share of 1/(2 n_c) sum_ij |z_i - z_j|^2, which is Koenig and
/// Huygens' form of the variance about means and needs none; 0 if all latents coincide. Rounding:
/// means of N numbers up to z are off by r = N eps |z|/2, and variances about them by N d r^2. From
/// 20 000 latents on by means after all, in long double: O(N d).
PlainMeasure plain_eta_squared(PointsView z, const std::vector<int>& labels);

/// The share of latents whose 5 nearest latents of other samples (all of them if there are fewer)
/// have their label as the most frequent; ties of distance are won by the smaller index, of the
/// vote by the smaller label. Rounding: the share of those whose vote may end otherwise by
/// which of the latents that are equally far, to rounding, are among the five.
PlainMeasure plain_knn_accuracy(PointsView z, const std::vector<int>& labels, Index views);
/// The same share of some latents alone, of whom all are asked: O(N d) each.
PlainMeasure plain_knn_accuracy(PointsView z, const std::vector<int>& labels, Index views,
                                const std::vector<Index>& latents);

// Of classes, in long double. Definitions: diagnostics/linear_probe.hpp, class_geometry.hpp.

/// The linear probe's share of right answers, each by a fit without the sample: normal equations
/// less its terms, by elimination; O(n d^3). Where that is more than 2e7 operations, of samples
/// evenly chosen, with 5 standard errors of the binomial law; where it allows fewer than 64
/// samples (d > 67), of all by one fit and the residuals it leaves; not a number for d > 1000.
/// Rounding: the share of those whose two best scores are as near as scores round.
PlainMeasure plain_probe_accuracy(PointsView z, const std::vector<int>& labels, Index views);
/// The share of right answers on points held out of a fit to all training latents.
PlainMeasure plain_probe_accuracy_on(PointsView training, const std::vector<int>& labels,
                                     PointsView held_out, const std::vector<int>& held_out_labels);

/// min over latents i and classes c other than theirs, y, of
/// (|z_i - m_c|^2 - |z_i - m_y|^2)/(2 |m_y - m_c|). Rounding: means are off by r = N eps |z|, and
/// the direction between the closest two by r over their distance.
PlainMeasure plain_class_margin(PointsView z, const std::vector<int>& labels);

/// sum_i |z_i - m_{y_i}|^2 / sum_c n_c |m_c - m|^2, at most 1e300. Rounding: by that of means.
PlainMeasure plain_within_over_between(PointsView z, const std::vector<int>& labels);

/// How far class means are from a regular simplex, by inner products. Rounding: likewise.
PlainMeasure plain_simplex_deviation(PointsView z, const std::vector<int>& labels);

}  // namespace simclr_flow::theory
