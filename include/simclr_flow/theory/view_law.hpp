#pragma once
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The law nu(.|s) of the views of a sample s in R^D by its density: x = c s + b + e with
///
///   c uniform in [low, high], b uniform in the ball of this radius, e normal of this spread,
///
/// each left out where it is trivial (low = high = 1, radius = 0, noise = 0). Densities, with a =
/// b + e and f its density:
///
///   ball          1/|B_r| within it          noise   the normal density
///   ball, noise   P(|x - s - e| < r)/|B_r|, by the noncentral chi-square law
///   scaling       1/((high - low)|s|) along the ray of s: a density on rays, 0 off its own
///   with noise or ball: int f(x - c s) dc/(high - low), by the error function or the chord of the
///   ball; with both by Gauss-Legendre of 40 nodes (1e-6 relative where noise >= radius/4)
///
/// A law without a common density for all samples - no part at all, a shift along one direction -
/// leaves the graph of samples unconnected, and is not among them.
/// Scaling comes first: views that are first moved and then scaled have another law.
/// Domain: radius, noise >= 0 and finite, 0 < low <= high, D >= 1; at least one part. Functions
/// throw InputError outside.
struct ViewLaw {
  double noise = 0, radius = 0, low = 1, high = 1;

  bool scales() const { return low < high; }
};

/// log nu(x|s), -infinity where there are no views.
double log_density(const ViewLaw& law, const State& x, const State& s);
/// A view of s.
State draw_view(const ViewLaw& law, const State& s, RandomStream& random);
/// Throws InputError for a law outside the domain.
void require_law(const ViewLaw& law);

}  // namespace simclr_flow::theory
