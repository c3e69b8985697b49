#pragma once
// Eigenvalues of dense symmetric matrices. Eigen's solvers are dear to compile: they are compiled
// here once, in double and long double, and no other file includes them.
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

using LongState = Eigen::Matrix<long double, Eigen::Dynamic, 1>;
using LongPoints = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// A V = V diag(values): values ascending, the columns of `vectors` orthonormal.
struct SymmetricEigen {
  State values;
  Points vectors;
};
struct LongSymmetricEigen {
  LongState values;
  LongPoints vectors;
};

/// Of a square matrix whose lower triangle alone is read. To rounding relative to the largest
/// eigenvalue: small ones have no digits of their own. Where a value is not finite or the
/// iteration does not converge, all are NaN; of a matrix of no rows there are none. Source:
/// symmetric QR iteration, Eigen's.
SymmetricEigen symmetric_eigen(PointsView a);
LongSymmetricEigen long_symmetric_eigen(const LongPoints& a);

/// The same values, ascending, without vectors.
State symmetric_eigenvalues(PointsView a);

/// Of the tridiagonal matrix with this diagonal (n) and off-diagonal (n - 1), ascending.
State tridiagonal_eigenvalues(const State& diagonal, const State& off);
LongState tridiagonal_eigenvalues(const LongState& diagonal, const LongState& off);

}  // namespace simclr_flow
