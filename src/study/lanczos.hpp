#pragma once
// The lowest eigenvalues of a Hessian without its matrix. Private to study.
#include <optional>
#include <vector>

#include "simclr_flow/study/reduced_hessian.hpp"

namespace simclr_flow {

struct LowestEigenvalues {
  std::vector<double> values;  ///< ascending
  double largest;              ///< modulus of an eigenvalue, to a few percent
};

/// At least `count` of them, all below -share·largest among them, multiple ones as often as they
/// occur. By Spectra's restarted Lanczos, repeated with what was found taken out until nothing
/// lower is left; every pair is held against A v = lambda v. Nothing where that fails (of multiples
/// of 1 Lanczos has no basis), or where hundreds are negative: a matrix tells then.
std::optional<LowestEigenvalues> lowest_eigenvalues(const ReducedHessian& hessian, Index count,
                                                    double share);

}  // namespace simclr_flow
