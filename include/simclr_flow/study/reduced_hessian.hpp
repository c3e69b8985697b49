#pragma once
#include "simclr_flow/study/tangent_frame.hpp"

namespace simclr_flow {

/// The Riemannian Hessian of E at a state of a flow, in a TangentFrame there, without the
/// directions of the symmetry group: A = reduce o (-D rhs) o embed, both sides projected. Its
/// eigenvalues are minus the rates of the flow's modes: of particles those of N Hess E, N the
/// number of latents. Symmetric where masses are fixed, and else where x is stationary.
class ReducedHessian {
 public:
  /// Refers to the flow, which must outlive it. x in normal form.
  ReducedHessian(const Flow& flow, const State& x)
      : frame_(flow, x), derivative_(flow.linearise(x)) {}

  const TangentFrame& frame() const { return frame_; }
  Index size() const { return frame_.size(); }
  /// Directions modulo symmetries.
  Index unknowns() const { return size() - frame_.symmetry_count(); }
  /// A u.
  State apply(const State& u) const;
  /// u without its components along symmetries.
  State without_symmetries(const State& u) const;
  /// The symmetric part of A on an orthonormal basis of what is orthogonal to the symmetries:
  /// unknowns() squared.
  Points matrix() const;
  /// The components of u on that basis, and the vector of such components.
  State restricted(const State& u) const;
  State expanded(const State& components) const;

 private:
  TangentFrame frame_;
  LinearMap derivative_;
};

}  // namespace simclr_flow
