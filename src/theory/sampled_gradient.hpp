#pragma once
// Sums of a half of a sample with all latents, and what they tell of every row. Private to theory.
#include <vector>

#include "pair_pass_hold.hpp"
#include "simclr_flow/theory/plain_space.hpp"

namespace simclr_flow::theory {

/// What is known of rows, by columns; of some only.
struct RoughRows {
  State value;    ///< their part of the energy
  State log_row;  ///< log R
  State weight;   ///< u = slope/(sum of kernels): d(value)/d(log k_j) = u W_j k_j; 0 without an R
  State others;   ///< sum_j W_j k_j over the others
};

/// Kernels of the latents of one half with all.
struct HalfSums {
  RoughRows exact;           ///< of its latents
  State of_columns;          ///< sum of W_j k_ij over j of the half, not of i's own sample
  std::vector<bool> is_own;  ///< by samples: of the half
  Index samples = 0;         ///< of the half
};
HalfSums sum_half(const Summed& of, const std::vector<Index>& half);

/// All rows as a half alone tells them: its kernels stand for those of all other samples.
RoughRows rows_by_half(const Summed& of, const HalfSums& sums);

/// The gradient at the latents of a half, and roughly at all.
struct HalfGradient {
  std::vector<Index> columns;  ///< of the half, sample by sample
  Points gradient;             ///< there
  State variance;              ///< of its columns' norms
  Points rough;                ///< by columns, from the half alone
  /// Of the half's samples, |P_i g_i|^2/p_i, right in the mean; the variance that was taken off.
  State square, noise;
  State without;  ///< the sum of `square` over the others, as they give it, by the sample left out
};
/// exact and own: rows by the half's own sums, in full and roughly; other: by the other half's.
HalfGradient gradient_of_half(const Summed& of, const PlainSpace& space,
                              const std::vector<Index>& half, const RoughRows& exact,
                              const RoughRows& own, const RoughRows& other);

}  // namespace simclr_flow::theory
