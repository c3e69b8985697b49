#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// |A^T A - B^T B|_F / N of points a and b, d×N, the i-th of a beside the i-th of b: how far the
/// inner products of all pairs differ.
///
/// With R the rotation (or reflection) that takes b nearest to a, S = (a + R b)/2 and D = a - R b,
/// it is
///   sqrt(2 <S S^T, D D^T> + 2 |S D^T|_F^2) / N,
/// where S D^T is symmetric: no term cancels another, in O(N d^2 + d^3) and without an array of
/// pairs.
/// Domain: one d and one N >= 1 for both, coordinates below 1e70. Sees labels: a permutation of one
/// of the two alone moves it. A pseudometric, zero only if b is a isometrically moved about the
/// origin; subtract the means of points in R^d first if shifts should not matter. For a = s b it is
/// |s^2 - 1| |B^T B|_F / N.
/// Hazard: rounding of R leaves about 1e-15 |A^T A|_F / N where it should be zero.
/// Source: S. Umeyama (1991) for R; the identity A^T A - B^T B = S^T D + D^T S.
double gram_distance(PointsView a, PointsView b);

/// Points less their mean.
Points centred(PointsView z);

}  // namespace simclr_flow
