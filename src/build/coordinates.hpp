#pragma once
// Raw coordinates of ambient points. Private to build.
#include <cmath>

#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

/// Angles of the points of the plane on the circle; else the points, in normal form.
inline Points coordinates_of_points(const Manifold& manifold, Points z) {
  if (manifold.coordinate_dim() != manifold.ambient_dim()) {
    Points angles(1, z.cols());
    for (Index i = 0; i < z.cols(); ++i) angles(0, i) = std::atan2(z(1, i), z(0, i));
    return angles;
  }
  manifold.retract(z);
  return z;
}

}  // namespace simclr_flow
