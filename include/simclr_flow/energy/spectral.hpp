#pragma once
#include <memory>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// The spectral contrastive energy of latents u_i of masses p_i,
///
///   E = -2 sum_i p_i sum_j P_ij u_i·u_j + sum_{i,j} p_i p_j (u_i·u_j)²
///
/// P_ij the share of j among the positives of i: over two views of a sample (views = 1: u_i
/// itself), or as energy/positives.hpp says; by view weights two independent views. With M = sum_i
/// p_i u_i u_i^T the last sum is |M|², so that all costs O(N d²) beside the pairs. No kernel: the
/// profile is not used. A function of inner products: invariant under rotations about 0, not under
/// translations, for latents of R^d.
/// Minimum: -sum_{k <= d} max(lambda_k, 0)² over the largest eigenvalues of the symmetric part of
/// (p_i/p_j)^{1/2} P_ij; -min(d, n) of n samples with their views as positives. Minimizers: u_i =
/// p_i^{-1/2} times the leading eigenvectors' entries, each times lambda_k^{1/2}, up to rotations.
/// Source: HaoChen, Wei, Gaidon, Ma, NeurIPS 2021 (Eckart, Young 1936).
/// Throws InputError for a temperature that is not positive and finite.
std::unique_ptr<Energy> make_spectral(Profile profile);

}  // namespace simclr_flow
