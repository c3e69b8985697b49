#pragma once
#include <Eigen/Core>

namespace simclr_flow {

using Index = Eigen::Index;

/// A flat state vector: what an integrator moves.
using State = Eigen::VectorXd;

/// A d×N array of points, one column a particle (the memory order of a C array [N][d]).
using Points = Eigen::MatrixXd;
using PointsView = Eigen::Ref<const Points>;
using PointsOut = Eigen::Ref<Points>;

/// The flat state read as d×N points; x.size() must be a multiple of d.
inline Eigen::Map<const Points> points(const State& x, Index d) {
  return {x.data(), d, x.size() / d};
}
inline Eigen::Map<Points> points(State& x, Index d) { return {x.data(), d, x.size() / d}; }

}  // namespace simclr_flow
