#include "simclr_flow/core/symmetric_eigen.hpp"

#include <Eigen/Eigenvalues>
#include <limits>

#include "simclr_flow/core/work_time.hpp"

namespace simclr_flow {
namespace {

template <class Matrix>
using Solver = Eigen::SelfAdjointEigenSolver<Matrix>;

template <class Matrix>
auto values_of(const Solver<Matrix>& solver) {
  auto values = solver.eigenvalues();
  using Real = typename Matrix::Scalar;
  if (solver.info() != Eigen::Success || !values.allFinite())
    values.setConstant(std::numeric_limits<Real>::quiet_NaN());
  return values;
}

template <class Real>
auto tridiagonal(const Eigen::Matrix<Real, Eigen::Dynamic, 1>& diagonal,
                 const Eigen::Matrix<Real, Eigen::Dynamic, 1>& off) {
  Solver<Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>> solver;
  return values_of(solver.computeFromTridiagonal(diagonal, off, Eigen::EigenvaluesOnly));
}

}  // namespace

SymmetricEigen symmetric_eigen(PointsView a) {
  const TimedWork timed(Work::linear_algebra);
  if (a.size() == 0) return {};  // which Eigen does not take
  const Solver<Points> solver(a);
  return {values_of(solver), solver.eigenvectors()};
}

LongSymmetricEigen long_symmetric_eigen(const LongPoints& a) {
  const Solver<LongPoints> solver(a);
  return {values_of(solver), solver.eigenvectors()};
}

State symmetric_eigenvalues(PointsView a) {
  const TimedWork timed(Work::linear_algebra);
  if (a.size() == 0) return {};
  return values_of(Solver<Points>(a, Eigen::EigenvaluesOnly));
}

State tridiagonal_eigenvalues(const State& diagonal, const State& off) {
  return tridiagonal<double>(diagonal, off);
}

LongState tridiagonal_eigenvalues(const LongState& diagonal, const LongState& off) {
  return tridiagonal<long double>(diagonal, off);
}

}  // namespace simclr_flow
