#include "simclr_flow/geometry/manifold.hpp"

#include <fmt/format.h>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

Points Manifold::coordinates_of(Points z) const {
  retract(z);
  return z;
}

Points Manifold::uniform(RandomStream&, Index) const {
  throw InputError(fmt::format("'{}' has no uniform law to draw points of", name()));
}

Points free_coordinates(const Manifold& manifold, PointsView y, PointsView v) {
  const Points walls = manifold.walls(y);
  if (walls.size() == 0) return {};
  return (walls.array() * v.array() > 0).select(Points::Zero(v.rows(), v.cols()), 1.0);
}

void stop_at_walls(const Manifold& manifold, PointsView y, PointsOut v) {
  const Points free = free_coordinates(manifold, y, v);
  if (free.size() > 0) v.array() *= free.array();
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
