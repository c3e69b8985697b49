#include "simclr_flow/study/normal_hessian.hpp"

#include "simclr_flow/core/householder_rotation.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/study/tangent_frame.hpp"

namespace simclr_flow {
namespace {

/// M, a column at a time.
Points normal_matrix(const Flow& flow, const State& x, const Points& y, const State& root_mass) {
  const Index n = y.cols(), d = y.rows();
  const State normal = orthogonal_complement(y).col(0);
  const LinearMap derivative = flow.linearise(x);
  Points matrix(n, n);
  for (Index k = 0; k < n; ++k) {
    State v = State::Zero(x.size());
    v.segment(k * d, d) = normal / root_mass[k];
    const State image = derivative(v).head(y.size());
    matrix.col(k) = -root_mass.cwiseProduct(points(image, d).transpose() * normal);
  }
  return matrix;
}

}  // namespace

State normal_eigenvalues(const Flow& flow, const State& x) {
  constexpr double fixed = 1e-9;  // of rotations, as in TangentFrame
  const Points y = flow.outputs(x);
  const State root_mass = root_masses(flow, x);
  const Points rotations = orthonormal_span(root_mass.asDiagonal() * y.transpose(), fixed);
  Points matrix = normal_matrix(flow, x, y, root_mass);
  HouseholderRotation(rotations).conjugate(matrix);
  const Index rest = y.cols() - rotations.cols();
  const Points left = matrix.bottomRightCorner(rest, rest);
  return symmetric_eigenvalues(0.5 * (left + left.transpose()));
}

}  // namespace simclr_flow
