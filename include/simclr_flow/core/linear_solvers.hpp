#pragma once
// Solutions of dense linear systems. Compiled once, as symmetric_eigen.hpp is.
#include <optional>
#include <span>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A = L L^T of a symmetric positive definite A; its lower triangle alone is read.
class Cholesky {
 public:
  /// Nothing where a pivot is not positive or not finite.
  static std::optional<Cholesky> of(PointsView a);
  /// A^{-1} b, of every column.
  Points solve(PointsView b) const;

 private:
  explicit Cholesky(Points lower) : lower_(std::move(lower)) {}
  Points lower_;
};

/// The x of least |x| with the least |A x - b|, A square, for each threshold that gives A another
/// rank than the one before it: pivots below threshold times the largest count as 0. Source:
/// complete orthogonal decomposition, Eigen's.
std::vector<State> least_norm_solutions(PointsView a, const State& b,
                                        std::span<const double> thresholds);

}  // namespace simclr_flow
