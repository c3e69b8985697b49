#pragma once
#include <optional>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/best_bound.hpp"
#include "simclr_flow/theory/plain_positives.hpp"

namespace simclr_flow::theory {

/// Most latents whose matrix of positives is taken apart, in O(N³).
inline constexpr Index most_spectral_latents = 1000;

/// The least spectral contrastive energy of n samples of V views in R^d, whose minimum is attained:
///
///   -sum_{k <= d} max(lambda_k, 0)²,   lambda of the symmetric part of (p_i/p_j)^{1/2} P_ij
///
/// P_ij the share of j among the positives of i, p the masses: 1/N, or w_a/n with weights of views.
/// With B_ij = (p_i p_j)^{1/2} u_i·u_j the energy is |B - P|² - |P|², B of rank d and positive.
/// Without positives they are the views of a sample (a single view itself): lambda is 1 n times,
/// else -1/(V-1) or 0, and the minimum -min(d, n). Nothing for other positives of more latents than
/// most_spectral_latents.
/// Domain: n >= 1, V >= 1, d >= 1. Throws InputError outside. Status: proven.
/// Source: HaoChen, Wei, Gaidon, Ma 2021; Eckart, Young 1936.
std::optional<LowerBound> spectral_bound(Index samples, Index views, Index d,
                                         const PlainPositives* positives = nullptr,
                                         const State& weights = {});

/// The energy at time t of the flow u' = -(1/p) dE/du of single views whose second moments M =
/// sum_i p_i u_i u_i^T have eigenvalues m at t = 0: m' = 8 m (1 - m), E = sum (m² - 2 m).
/// Domain: m >= 0. Status: proven, M' = 8 (M - M²).
double spectral_flow_energy(const State& moments, double time);

}  // namespace simclr_flow::theory
