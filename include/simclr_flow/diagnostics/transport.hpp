#pragma once
#include <cstdint>
#include <string>

#include "simclr_flow/diagnostics/law.hpp"

namespace simclr_flow {

// Quadratic transport distances, W_2^2(a, b) = min over couplings of int |z - z'|^2. All are
// metrics between laws: they see no labels, W_2(x + v, y + v) = W_2(x, y), and scale as the points
// do.

/// W_2 on R^1 (z is 1×N): int_0^1 |F_a^{-1} - F_b^{-1}|^2, both laws in their order. Any sizes and
/// masses. A shift by v is at distance |v|. Exact: all terms are nonnegative. O(N log N + M log M).
/// Source: Villani, "Topics in optimal transportation" (2003), theorem 2.18.
double w2_on_line(const Law& a, const Law& b);

/// W_2 on the circle by arc length, of points 2×N of any length but 0, both N with equal masses. In
/// [0, pi]; a rotation by v is at distance at most |v|. An optimal coupling is a cyclic shift k of
/// the sorted lifts, and
///   C(k) = (1/N) sum_i (a_i - b_{i+k})^2,   b_{i+N} = b_i + 2 pi,
/// is convex in k and least on [-N, N]: bisection by the sign of C(k+1) - C(k). Hazard: arcs are
/// taken from atan2 and have its rounding. O(N log N).
/// Source: Delon, Salomon, Sobolevski, "Fast transport optimization for Monge costs on the circle"
/// (2010); Rabin, Delon, Gousseau (2011).
double w2_on_circle(PointsView a, PointsView b);

/// Laws larger than this are not assigned point by point.
inline constexpr Index largest_assignment = 300;

/// W_2 in R^d by chords, both N with equal masses: an optimal coupling is a permutation
/// (optimal_assignment). Invariant under isometries applied to both. A shift by v is at distance
/// |v|. Hazard: where it is not the shift of single points, W_2^2 has an absolute error of about
/// 1e-15 times the largest squared distance. O(N^3). Source: Birkhoff & von Neumann.
double w2_by_assignment(PointsView a, PointsView b);

inline constexpr Index slicing_directions = 64;

/// Unit vectors d×64, uniform on the sphere and independent: a pure function of d and the seed
/// (stream `slicing`).
Points directions_of_slicing(Index d, std::uint64_t seed);

/// Sliced W_2: the root of the mean of W_2^2 of the projections to directions_of_slicing, a Monte
/// Carlo value of the mean over the sphere; NOT W_2: at most W_2 itself, and in expectation
/// W_2/sqrt(d) for shifts; for d = 1 it is W_2. Any sizes and masses; rotations change it by the
/// sampling. Thread count changes nothing. O(64 (d N + N log N)).
/// Source: Bonneel, Rabin, Peyré, Pfister, "Sliced and Radon Wasserstein barycenters" (2015).
double sliced_w2(const Law& a, const Law& b, std::uint64_t seed);

/// The distances above, and the name by which each is told.
enum class Transport { line, circle, assignment, sliced };
std::string transport_name(Transport transport);

/// The best that is affordable between two laws: exact on R^1, exact on the circle if both are on
/// it with one size and equal masses, exact by assignment for one size up to largest_assignment and
/// equal masses, else sliced.
Transport choose_transport(const Law& a, const Law& b, bool on_circle);
double transport_distance(Transport transport, const Law& a, const Law& b, std::uint64_t seed);

}  // namespace simclr_flow
