#include "axis_rotations.hpp"

#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {

AxisRotations::AxisRotations(const Points& z, const State& root_mass)
    : mass_(root_mass.cwiseAbs2()) {
  constexpr double fixed = 1e-9;
  axes_ = symmetric_eigen(z * mass_.asDiagonal() * z.transpose()).vectors;
  places_ = axes_.transpose() * z;
  moments_ = (places_ * root_mass.asDiagonal()).rowwise().squaredNorm();
  least_ = fixed * fixed * 2 * moments_.maxCoeff();
  for (Index a = 0; a < axes_.cols(); ++a)
    for (Index b = a + 1; b < axes_.cols(); ++b) count_ += moved_square(a, b) > 0;
}

Points AxisRotations::along(const Points& v) const {
  const Points turned = axes_.transpose() * v * mass_.asDiagonal() * places_.transpose();
  Points rates(turned.rows(), turned.cols());
  for (Index b = 0; b < rates.cols(); ++b)
    for (Index a = 0; a < rates.rows(); ++a) {
      const double square = a == b ? 0 : moved_square(a, b);
      rates(a, b) = square > 0 ? (turned(a, b) - turned(b, a)) / square : 0;
    }
  return axes_ * (rates * places_);
}

}  // namespace simclr_flow
