#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "simclr_flow/theory/plain_space.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

// What sums over all pairs of latents are, by the sums of a few latents with all: O(m N) where
// those are O(N^2).
//
// Two disjoint halves A and B of m samples each are drawn at random; every kernel between one of
// their latents and any latent is taken. Rows of B are known in full, and every row is known
// roughly, by its kernels with A alone. So a mean over rows f_i is
//     mean over all of f~_i + mean over B of (f_i - f~_i),
// f~ by A: unbiased whatever f~ is (A fixed, B drawn), and its standard error is that of the last
// mean, sd(f_i - f~_i)/m^{1/2}, seen in B itself: f~ is off by O(m^{-1/2}), so that the estimate is
// off by O(1/m) and not by the m^{-1/2} of a plain sample. The same with A and B exchanged; the
// mean of both is told, and the mean of their errors, which is not below that of the mean. Where f~
// scatters more than f, it is left out.
// Gradients dE/dz_i of latents i of B need the weights of all rows: those by A, and the mean over B
// of what they are off by. Their squares are freed of the variance of that mean's tangent part. All
// latents of B share one such mean, whose errors are one field: the error of a sum of squares is
// found by leaving out the samples of B one by one, and is told larger where the errors are all
// there is, so that 5 of it hold the tails of squares (src/theory/sampled_square.hpp).
// Source: difference estimators of survey sampling (Cochran, Sampling Techniques, 1977, ch. 7).

/// A number, and its standard error.
struct Estimate {
  double value = 0, error = 0;
};

/// Samples of the data, m in each half, in the order of their numbers.
struct Halves {
  std::vector<Index> first, second;
};
/// Drawn without replacement, by the stream "judge-sample" of the seed; 2 <= 2 each <= samples, or
/// InputError.
Halves draw_halves(Index samples, Index each, std::uint64_t seed);

/// The gradient at the latents of both halves.
struct SampledGradient {
  std::vector<Index> latents;
  Points gradient;  ///< d×(2 m views), Euclidean
  State errors;     ///< the standard error of each column's norm
};

struct PairSample {
  Estimate energy;
  Estimate squared_gradient;  ///< sum_i |P_i dE/dz_i|^2/p_i
  SampledGradient gradient;
  /// sum_ij p_i p_j k_ij, and the mean of k_ij over i != j: of energies that take all pairs, with
  /// their own kernel; the latter of equal masses.
  std::optional<Estimate> by_mass, others;
};

/// Whether there are estimates of an energy: of contrasts, but for linear ones of several views,
/// whose R/A is carried by the few pairs of views that are far apart.
bool can_be_sampled(const PlainEnergy& energy, Index views);

/// z, views and weights as plain_sum and plain_sum_by_quadrature have them. Does not depend on the
/// number of threads. Throws as plain_sum, InputError for halves of fewer than four samples, and
/// std::invalid_argument for energies that are none.
///
/// Hazard: errors are seen in the halves. What happens in a share of the samples below about 3/m -
/// a small cluster far from all, whose rows differ much - may be seen by no half: then estimates
/// are off by more than they tell (nt-xent, 10 of 6000 latents opposite to all, m = 600: in 2 of 40
/// draws by more than 5 errors). Of simclr, whose rows are bounded, this was not seen.
PairSample pair_sample(const PlainEnergy& energy, const PlainSpace& space, PointsView z,
                       Index views, const State& weights, const Halves& halves);

}  // namespace simclr_flow::theory
