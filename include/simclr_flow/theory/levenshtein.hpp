#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// D(d, m) = 2 C(d+k-2, d-1) for m = 2k - 1, C(d+k-1, d-1) + C(d+k-2, d-1) for m = 2k: no
/// spherical m-design on S^{d-1} has fewer points. Domain: d >= 2, m >= 0.
/// Source: Delsarte, Goethals & Seidel, Geom. Dedicata 6 (1977).
double design_bound(Index d, Index m);

/// Levenshtein's 1/N-quadrature: with mu the law of z·e_1, z uniform on S^{d-1},
///   int f dmu = f(1)/N + sum_i rho_i f(t_i)   for every polynomial f of degree <= degree,
/// -1 <= t_1 < ... < 1, rho_i > 0, D(d, degree) < N <= D(d, degree + 1).
/// Made from the three-term recurrence of the measure (1-t) dmu (odd degree) or (1-t)(1+t) dmu
/// (even degree, t_1 = -1), whose last diagonal entry is set so that the weights sum to 1 - 1/N.
/// Domain: N >= 2, d >= 2, at most 1000 nodes; O(nodes^2). Nodes to 1e-17, weights to 1e-15.
/// Throws InputError outside it.
/// Source: V. I. Levenshtein, "Universal bounds for codes and designs", Handbook of Coding Theory
/// (1998); P. G. Boyvalenkov, P. D. Dragnev, D. P. Hardin, E. B. Saff, M. M. Stoyanova, Constr.
/// Approx. 44 (2016).
struct LevenshteinQuadrature {
  Index degree;
  std::vector<long double> nodes, weights;
};
LevenshteinQuadrature levenshtein_quadrature(Index n, Index d);

/// The universal lower bound: for any N points of S^{d-1}
///   (1/N^2) sum_{i≠j} k_ij >= sum_i rho_i k(t_i),   k(t) = exp((t - 1)/tau),
/// since the polynomial of degree `degree` that touches the absolutely monotone k at the nodes lies
/// below k on [-1, 1] and has coefficients h_l >= 0 (theory/delsarte_yudin.hpp).
/// Domain: as the quadrature's, tau in [1e-4, 1e4]. Attained by sharp configurations. The `linear`
/// energy is then at least 1/N plus this.
double universal_pair_bound(Index n, Index d, double tau);

}  // namespace simclr_flow::theory
