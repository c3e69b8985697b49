#pragma once
#include <optional>

#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

/// Mean kernels of latents z_1, ..., z_N with masses p_i.
struct KernelMeans {
  double log_others;  ///< log of the mean of k_ij over i != j, without masses
  double by_mass;     ///< sum_ij p_i p_j k_ij, i = j included
};

/// What one pass over all pairs of latents tells.
struct PairPass {
  PlainSum sum;
  std::optional<KernelMeans> means;  ///< where the energy takes all pairs, with its own kernel
};

/// As plain_sum, or with weights of the views plain_sum_by_quadrature, in doubles and on all
/// threads: rows of kernels are summed in tiles, and blocks of rows in their order, so that results
/// do not depend on the number of threads. Of the result value_rounding and gradient_rounding are
/// a-priori bounds of its distance from plain_sum: (d + 4) units of each s = |z - z'|^2/2 and what
/// they make of k, those of kernels (PlainKernel::row), and the depth of all sums; log R is off by
/// no more than the mean of its terms' errors, since these are positive. At a few latents R and
/// the gradient are summed once more in long double: a sum beyond its bound throws
/// std::logic_error. O(N^2 d), memory O(N d) for each of up to 64 blocks.
/// Domain: 2 samples at least. Throws as plain_sum.
PairPass pair_pass(const PlainEnergy& energy, PointsView z, Index views, const State& weights = {});

/// The means alone, of k = exp(-|z-z'|^2/(2 tau)), tau > 0; masses are equal, or those of a
/// quadrature with these weights of the views. Safe where all kernels underflow. N >= 2.
KernelMeans kernel_means(PointsView z, double temperature, Index views, const State& weights = {});

}  // namespace simclr_flow::theory
