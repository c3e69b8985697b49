#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/theory/best_bound.hpp"

namespace simclr_flow::theory {

/// The largest lower bound known of an energy preset's reported value over all N = nV latents on
/// S^{d-1}, n samples of V views each, k = exp((z·z' - 1)/tau). Two numbers of points enter:
///
///   n   F_a + shift of theory/family.hpp at n points: Jensen over rows, views and negatives. With
///       S = |sum z|^2 >= 0 and p the mean inner product of positive pairs, the mean logarithm of
///       a negative over the positive kernel is at least -n/((n - 1) tau), its value at p = 1, S =
///       0; that of the latent itself over the positive one is at least 0, and that of one view
///       over another is 0. (simclr-cross, whose negatives are of the other view: with zbar, wbar
///       the means of the views, negatives less positive pairs have the mean -(1/(n - 1)) sum_i
///       (z_i - zbar)·(w_i - wbar), at least -n/(n - 1) by Cauchy and Schwarz.) Attained for n <= d
///       + 1 by the regular simplex, the views of each sample in one place.
///   N   for simclr, simclr-noself, info-nce and linear, where R is that of single views: E is at
///       least the energy of the N latents as single views, since A <= 1. Theorems A and B, the
///       universal bound.
///
/// linear: (1 + (n - 1) exp(-n/((n - 1) tau)))/n by Jensen. uniformity counts N(N - 1)/2 pairs,
/// uniformity-per-view n(n - 1)/2 in each view: the logarithm of the least mean kernel of as many
/// points. alignment: 0, attained by views that coincide.
///
/// With V = 1, for which nt-xent is its value at two views that coincide, it is best_lower_bound at
/// n points, or best_pair_bound. Nothing for other presets (spectral: theory/spectral_bound.hpp),
/// and for alignment of single views.
/// Domain: n >= 2, V >= 1, d >= 2, tau in [1e-4, 1e4]. Throws InputError outside.
std::optional<LowerBound> energy_bound(std::string_view preset, Index samples, Index views, Index d,
                                       double tau);

}  // namespace simclr_flow::theory
