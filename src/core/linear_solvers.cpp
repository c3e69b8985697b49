#include "simclr_flow/core/linear_solvers.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include "simclr_flow/core/work_time.hpp"

namespace simclr_flow {

std::optional<Cholesky> Cholesky::of(PointsView a) {
  const TimedWork timed(Work::linear_algebra);
  const Eigen::LLT<Points> factor(a);
  Points lower = factor.matrixL();
  if (factor.info() != Eigen::Success || !lower.allFinite()) return std::nullopt;
  return Cholesky(std::move(lower));
}

Points Cholesky::solve(PointsView b) const {
  const TimedWork timed(Work::linear_algebra);
  Points x = b;
  lower_.triangularView<Eigen::Lower>().solveInPlace(x);
  lower_.triangularView<Eigen::Lower>().transpose().solveInPlace(x);
  return x;
}

std::vector<State> least_norm_solutions(PointsView a, const State& b,
                                        std::span<const double> thresholds) {
  const TimedWork timed(Work::linear_algebra);
  Eigen::CompleteOrthogonalDecomposition<Points> decomposition;
  std::vector<State> solutions;
  Index rank = -1;
  for (const double threshold : thresholds) {
    decomposition.setThreshold(threshold);
    decomposition.compute(a);
    if (decomposition.rank() == rank) continue;
    rank = decomposition.rank();
    solutions.push_back(decomposition.solve(b));
  }
  return solutions;
}

}  // namespace simclr_flow
