#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A lower bound of an energy and how far it is established.
struct LowerBound {
  double value;
  bool attained;  ///< known to be the minimum
  std::string statement;
  std::string status;  ///< "proven": all bounds here are, up to rounding (1e-15 relative)
  std::string source;
};

/// The largest lower bound known of F_a = (1/N) sum_i log(a + sum_{j≠i} k_ij) over N points of
/// S^{d-1}, k = exp((z·z' - 1)/tau). With alpha = (a - 1)/N it is the largest of
///
///   log(a + (N-1) exp(-N/((N-1) tau)))                     every a >= 0, attained for N <= d + 1
///   log N + log(alpha + kappa_0)                           a >= 1 (Theorem A)
///   log N + log(alpha + kappa_0) + factor · least MMD^2    a >= 1, factor of Theorem B > 0
///
/// where least MMD^2 = max(0, 1/N + universal_pair_bound - kappa_0) is below the discrepancy of any
/// N equal atoms from the uniform law; on S^1 the N-gon's own, 2 sum_m kappa_{mN}.
/// Domain: N >= 2, d >= 2, tau in [1e-4, 1e4], a >= 0. Throws InputError outside.
/// Source: theory/finite_bounds.hpp, theory/certificate.hpp, theory/levenshtein.hpp.
LowerBound best_lower_bound(Index n, Index d, double tau, double a);

/// The same of the `linear` energy (1/N^2) sum_{i,j} k_ij: 1/N + universal_pair_bound, or kappa_0
/// if that is larger or N asks for more than 200 nodes. Attained where a sharp configuration or a
/// simplex with N points exists in the table of configurations.
LowerBound best_pair_bound(Index n, Index d, double tau);

}  // namespace simclr_flow::theory
