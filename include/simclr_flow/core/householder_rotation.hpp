#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The orthogonal Q, n×n, whose first columns are those of A, n×m with orthonormal columns, up to
/// sign; kept as m reflections and never formed. Invariant: Q Q^T = 1 to rounding.
/// Source: Householder's QR decomposition, Eigen's.
class HouseholderRotation {
 public:
  explicit HouseholderRotation(PointsView a);

  /// Q u.
  State apply(const State& u) const;
  /// Q^T u.
  State apply_transposed(const State& u) const;
  /// Q^T M Q of M, n×n, in its place.
  void conjugate(Points& m) const;

 private:
  Points reflections_;
  State factors_;
};

}  // namespace simclr_flow
