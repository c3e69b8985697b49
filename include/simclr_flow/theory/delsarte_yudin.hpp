#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The Gegenbauer coefficients h_0, ..., h_degree of the polynomial that proves the universal lower
/// bound: it equals k(t) = exp((t - 1)/tau) at every node of Levenshtein's quadrature and touches
/// it where the node is inside (-1, 1).
/// Domain: N >= 2, d >= 2, tau in [1e-4, 1e4], degree <= 20: divided differences lose about
/// degree/2 of 19 digits. Throws InputError outside it.
std::vector<long double> pair_bound_polynomial(Index n, Index d, double tau);

/// The Delsarte-Yudin bound of any polynomial h = sum_l h_l P_l with h_l >= 0 for l >= 1:
///   (1/N^2) sum_{i≠j} k_ij >= (h_0 - v) - (h(1) - v)/N,   v >= max(0, max_{[-1,1]} (h - k)).
/// The shift v makes a polynomial that overshoots k (a gridded linear program's) a proof: it is the
/// largest excess on a grid of `cells` + 1 angles plus (pi/cells)^2/8 (sum_l l^2 h_l + 1.74/tau),
/// the most that h(cos s) - k(cos s) rises between them (Bernstein; |k''| <= (1 + 2/e)/tau).
/// Throws InputError unless h is not empty, h_l >= 0 for l >= 1, cells >= 1.
/// Source: V. A. Yudin, Discrete Math. Appl. 3 (1993).
double delsarte_yudin_bound(const std::vector<long double>& h, Index n, Index d, double tau,
                            Index cells = 1 << 16);

}  // namespace simclr_flow::theory
