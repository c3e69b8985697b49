#pragma once
// Squares of gradients that are means over a sample, and what single samples do to them. Private to
// theory.
#include "simclr_flow/theory/plain_space.hpp"

namespace simclr_flow::theory {

/// |P (known + mean of terms)|^2 freed of the variance of that mean: with t_j the terms' tangent
/// parts, |a|^2 + 2 a·mean t + sum over j != k of t_j·t_k/(m(m - 1)), a U-statistic, right in the
/// mean. Terms that are drawn from a finite number have less variance, by the factor `finite`.
struct SampledSquare {
  double value;
  double noise;   ///< the variance that was taken off
  State without;  ///< the value as the other samples of the half give it, by the sample left out
};

/// terms: a column for each sample of the half; that of `own`, the row's own sample, is none of
/// them (and without[own] is not a number). x: the latent, whose tangent space P projects onto.
/// Wants four terms.
SampledSquare square_of(const PlainSpace& space, const State& x, const State& known,
                        const Points& terms, Index own, double finite);

/// What the standard error of a mean of such squares is, by leaving out one sample after the other,
/// and what makes 5 of them safe where noise is all there is: `noise` times sum_k a_k (X_k^2 - 1),
/// X normal, a_k >= 0 of sum 1, has the tails of its largest part.
/// Source: jackknife, Efron & Stein 1981, whose variance is not too small in the mean; tails:
/// Laurent & Massart 2000, lemma 1, at e^-14.3 = 6e-7.
double error_of_squares(const State& without, double noise);

}  // namespace simclr_flow::theory
