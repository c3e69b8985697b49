#pragma once
// The rotations of many dimensions, without a vector for each. Private to study.
#include <cmath>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The rotations of weighted points z_i of R^d about 0, v_i = A z_i with A antisymmetric, in the
/// metric |v|^2 = sum_i p_i |v_i|^2: about the principal axes u_a of sum_i p_i z_i z_i^T, of
/// moments s_a^2, the d(d-1)/2 rotations A = u_a u_b^T - u_b u_a^T are orthogonal, |v|^2 = s_a^2 +
/// s_b^2, as <A, A'> = tr(A^T A' sum_i p_i z_i z_i^T). O(d^2 + d N) memory, O(d^2 N) a projection.
class AxisRotations {
 public:
  AxisRotations(const Points& z, const State& root_mass);

  /// Those that move the points: by more than 1e-9 of the most that one does.
  Index count() const { return count_; }
  /// The orthogonal projection of velocities v, d×N, onto them.
  Points along(const Points& v) const;
  /// Their velocities of length 1, one after the other.
  template <class Visit>
  void each(const Visit& visit) const {
    for (Index a = 0; a < axes_.cols(); ++a)
      for (Index b = a + 1; b < axes_.cols(); ++b)
        if (const double square = moved_square(a, b); square > 0)
          visit(Points((axes_.col(a) * places_.row(b) - axes_.col(b) * places_.row(a)) /
                       std::sqrt(square)));
  }

 private:
  /// s_a^2 + s_b^2, or 0 where that counts as none.
  double moved_square(Index a, Index b) const {
    const double square = moments_[a] + moments_[b];
    return square > least_ ? square : 0;
  }

  Points axes_, places_;  ///< u_a in columns, and the points' components along them
  State mass_, moments_;
  double least_ = 0;
  Index count_ = 0;
};

}  // namespace simclr_flow
