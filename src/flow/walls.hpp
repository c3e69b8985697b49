#pragma once
// Latents between walls, and normal forms. Private to flow.
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

inline bool has_walls(const Manifold& manifold) { return manifold.facts().walls; }

/// True if retract() can change anything.
inline bool has_normal_form(const Manifold& manifold) {
  return manifold.coordinate_dim() != manifold.dimension() || has_walls(manifold);
}

/// y, brought back where it is beyond a wall.
inline Points between_walls(const Manifold& manifold, Points y) {
  if (has_walls(manifold)) manifold.retract(y);
  return y;
}

/// v without the coordinates that are not free; all are if `free` is empty.
inline void keep(const Points& free, PointsOut v) {
  if (free.size() > 0) v.array() *= free.array();
}
inline Points among(const Points& free, Points v) {
  keep(free, v);
  return v;
}

}  // namespace simclr_flow
