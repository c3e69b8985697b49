#include "simclr_flow/core/householder_rotation.hpp"

#include <Eigen/QR>

namespace simclr_flow {
namespace {

auto sequence(const Points& reflections, const State& factors) {
  return Eigen::householderSequence(reflections, factors);
}

}  // namespace

HouseholderRotation::HouseholderRotation(PointsView a) {
  const Eigen::HouseholderQR<Points> qr(a);
  reflections_ = qr.matrixQR();
  factors_ = qr.hCoeffs();
}

State HouseholderRotation::apply(const State& u) const {
  return sequence(reflections_, factors_) * u;
}

State HouseholderRotation::apply_transposed(const State& u) const {
  return sequence(reflections_, factors_).adjoint() * u;
}

void HouseholderRotation::conjugate(Points& m) const {
  m.applyOnTheLeft(sequence(reflections_, factors_).adjoint());
  m.applyOnTheRight(sequence(reflections_, factors_));
}

}  // namespace simclr_flow
