#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// Bounds at N equal particles, for F_a = (1/N) sum_i log(a + sum_{j != i} k_ij) = log N + E_alpha,
/// alpha = (a - 1)/N, k = exp((z·z' - 1)/tau) on S^{d-1}. a = N + 1 is `simclr` (reported value
/// F - log N), N `simclr-noself` (F - log N), 1 `info-nce`, 1/2 `nt-xent` (F + log 2), 0 `dcl`.

/// log(a + (N - 1) exp(-N/((N - 1) tau))) <= F_a, attained at the regular simplex, N <= d + 1:
/// Jensen for the convex u -> log(a + (N - 1) e^u) and for the mean of log k, with |sum z_i|^2 >=
/// 0. Valid in every dimension and for every N >= 1; tau > 0, a >= 0, in logarithms throughout.
/// Throws InputError otherwise. Source: Lu & Steinerberger, Neural collapse under cross-entropy
/// loss (2022).
double simplex_bound(Index count, double tau, double a);

/// log N + log((a - 1)/N + kappa_0) <= F_a on S^{d-1} for a >= 1 (Theorem A; not attained).
/// Throws InputError for a < 1, N < 1, and as kappa_0 does.
double uniform_bound(Index count, Index d, double tau, double a);

/// An interval that holds the least energy.
struct Bracket {
  double lower, upper;
};

/// min E_alpha over N equal atoms on S^1, with g = 2 sum_{m >= 1} kappa_{mN}/(alpha + kappa_0):
///   log(alpha + kappa_0) + (1 - C beta) g <= min <= log(alpha + kappa_0) + log(1 + g).
/// Above: the N-gon. Below: Theorem B, and that the N-gon has the least sum_ij k_ij (Cohn & Kumar
/// 2007), hence the least discrepancy; where Theorem B is vacuous, Theorem A.
/// Domain: N >= 1, tau in [1e-4, 1e4], alpha >= 0. Throws InputError outside.
Bracket circle_minimum(Index count, double tau, double alpha = 1);

}  // namespace simclr_flow::theory
