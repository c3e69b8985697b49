#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// What the variance of points says of classes that are told apart by their nearest class mean, a
/// linear classifier: with s the share of variance between classes (eta²), V_tot the total
/// variance, D the least distance of two class means,
///
///   share of the points that are right >= 1 - 4 (1 - s) V_tot/D².
///
/// Proof: a point nearer than D/2 to its own mean is nearer to it than to any other; the mean
/// square distance of points from their own is (1 - s) V_tot, so that at most (1 - s) V_tot/(D/2)²
/// of them are as far (Markov). The constant 4 is sharp: with small shares of the points at D/2
/// from their mean, towards the other, nothing is left. Status: proven; ours.
struct Separability {
  double bound;           ///< at most 1, -infinity where D = 0; says nothing below 0
  double between;         ///< s, in [0, 1]; NaN where all points are one
  double total_variance;  ///< (1/N) sum |z_i - zbar|²
  double least_distance;  ///< D
  double
      by_nearest_mean;  ///< share of the points whose nearest class mean is their own; ties wrong
};

/// Of points z (d×N), a label each; classes may be of any sizes, those without a member are left
/// out. O(N K d). Throws InputError for fewer than two classes or another number of labels.
Separability separability(PointsView z, const std::vector<int>& labels);

}  // namespace simclr_flow::theory
