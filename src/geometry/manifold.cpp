#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

void stop_at_walls(const Manifold& manifold, PointsView y, PointsOut v) {
  const Points walls = manifold.walls(y);
  if (walls.size() > 0) v = (walls.array() * v.array() > 0).select(0, v);
}

std::vector<Points> rotations(PointsView y) {
  std::vector<Points> all;
  for (Index a = 0; a < y.rows(); ++a)
    for (Index b = a + 1; b < y.rows(); ++b) {
      Points& turned = all.emplace_back(Points::Zero(y.rows(), y.cols()));
      turned.row(a) = y.row(b);
      turned.row(b) = -y.row(a);
    }
  return all;
}

}  // namespace simclr_flow
