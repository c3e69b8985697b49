#pragma once
#include <optional>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Points and their weights: masses, or how many latents each one stands for.
struct WeightedPoints {
  Points z;      ///< d×N
  State weight;  ///< N entries
};

/// Points nearer than `distance` become one, at the first of them, with the sum of their weights;
/// in the order of first appearance.
WeightedPoints distinct_points(PointsView z, const State& weight, double distance);

/// The permutation p of a congruence, if there is one: |a_i·a_j - b_{p_i}·b_{p_j}| < near and
/// |weight_i - weight_{p_i}| < near for all i, j: the Gram matrices are one up to a permutation, so
/// that an isometry about the origin takes a to b.
///
/// How: a basis of the span is chosen among the points of a; tuples of b with its inner products
/// are tried in turn (rank many points fix all others), after the sorted inner products of single
/// points have ruled out most.
/// Domain: points farther apart than `near` (see distinct_points). None where an entry is not
/// finite. O(N^2 (d + log N)), times the tuples that fail, which only near-symmetric configurations
/// have many of; O(N^2) memory.
std::optional<std::vector<Index>> congruence(const WeightedPoints& a, const WeightedPoints& b,
                                             double near);

/// The distinct inner products z_i·z_j, i < j, ascending, and how many pairs have each: values with
/// gaps of at most `near` between them are one, told by their mean.
struct InnerProductSpectrum {
  std::vector<double> value;
  std::vector<Index> pairs;
};
InnerProductSpectrum inner_product_spectrum(PointsView z, double near);

}  // namespace simclr_flow
