#pragma once
// The graph of the views once more, from its definition and by draws of judge's own: shares no code
// with theory/augmentation_graph.cpp and theory/view_law.cpp. Private to judge.
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/view_law.hpp"

namespace simclr_flow {

/// A view of a sample s of the law: c s + b + e, b a point of the unit sphere of R^{D+2} without
/// two of its coordinates, times the radius, which is uniform in the ball (Archimedes).
State plain_view(const theory::ViewLaw& law, const State& s, RandomStream& random);

/// q(x), q_s = nu(x|s)/sum_r nu(x|r): how far a view x may be of each sample. Of one of noise and
/// ball, or neither; scaled or not. Factors that are alike for all samples are left out of nu.
/// Sizes: samples D×n; n numbers of sum 1.
State plain_shares(PointsView samples, const theory::ViewLaw& law, const State& x);

/// W_ss' = n E_{x~p}[q_s q_s'], p the law of all views, by `draws` views of each sample: n×n and
/// symmetric, with rows of sum 1 in the mean over draws alone.
Points plain_graph(PointsView samples, const theory::ViewLaw& law, Index draws, std::uint64_t seed);

/// How a graph connects functions of samples: how far u is from constant along its edges,
///
///   D(u) = (1/2) sum_ss' W_ss' (u_s - u_s')^2 = u^T (1 - W) u = n E_{x~p}[Var_{q(x)}(u)],
///
/// and the sum of D over an orthonormal basis, n - tr W = n E_{x~p}[1 - |q(x)|^2].
struct Connection {
  State of_functions;  ///< D(u) of each column u
  double of_all;       ///< n - tr W
};
/// Of a graph, n×n with rows of sum 1, and functions n×m.
Connection connection_of(const Points& graph, const Points& functions);

/// The same by draws of judge's own, and how far a graph by other draws may be from them.
struct EstimatedConnection {
  Connection value, allowed;
};
/// By `draws` views of each sample against a graph by `other_draws` of each. `allowed` is exceeded
/// by chance less than once in 2e7 for each number: the terms of both means are independent and lie
/// in [0, b], b = (max u - min u)^2/4 or 1 - 1/n. Of m of them with sample variance v the mean is
/// off by at most sqrt(2 v L/m) + 7 b L/(3 (m - 1)), L = log(2/1e-8), and a mean of m' others by at
/// most sqrt(2 L/m') (sqrt(v) + b sqrt(2 L/(m - 1))) + b L/(3 m').
/// Domain: draws, other_draws >= 2. Source: Maurer, Pontil, COLT 2009, Theorems 10 and 11
/// (empirical Bernstein bounds); Bernstein.
EstimatedConnection estimated_connection(PointsView samples, const theory::ViewLaw& law,
                                         const Points& functions, Index draws, Index other_draws,
                                         std::uint64_t seed);

}  // namespace simclr_flow
