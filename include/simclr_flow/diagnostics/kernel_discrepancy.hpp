#pragma once
#include "simclr_flow/diagnostics/law.hpp"

namespace simclr_flow {

/// Absolute error of squared_mmd: rounding of sums of kernels in [0, 1].
inline constexpr double squared_mmd_error = 1e-14;

/// MMD^2(a, b), the squared kernel discrepancy of two laws in R^d, k = exp(-|z - z'|^2/(2 tau)):
///
///   int int k d(a - b) d(a - b) = sum p_i p_j k(a_i, a_j) + sum q_i q_j k(b_i, b_j)
///                                 - 2 sum p_i q_j k(a_i, b_j).
///
/// Domain: one ambient dimension, any two sizes, tau > 0, coordinates below 1e150. In [0, 2]; zero
/// only for equal laws; its root is a metric. Invariant under isometries of R^d applied to both,
/// and under relabelling of either. Hazard: a difference of numbers up to 1, whose error is
/// squared_mmd_error and not relative to the result; below zero it is clamped to zero. Roots below
/// 1e-7 are rounding. Exactly 0 for laws of the same numbers in the same order. Cost: N^2 + M^2 + N
/// M kernels; the same bits for every number of threads. Source: Gretton et al., "A kernel
/// two-sample test" (2012), lemma 6.
double squared_mmd(const Law& a, const Law& b, double tau);

}  // namespace simclr_flow
