#pragma once
// Particle flows at given latents, and stationary states found from them.
#include "simclr_flow/study/stationary_point.hpp"
#include "support/ambient_runs.hpp"

namespace simclr_flow::test {

inline StationaryPoint stationary_from(const Flow& flow, double tau, const SearchPlan& plan = {}) {
  const auto bdf = make_bdf({.rtol = 1e-4, .atol = 1e-6});
  return find_stationary(flow, *bdf, tau, plan);
}

/// Angles of the regular polygon, each vertex `each` times.
inline Points polygon_angles(Index vertices, Index each = 1) {
  Points angles(1, vertices * each);
  for (Index i = 0; i < angles.cols(); ++i)
    angles(0, i) = 2 * M_PI * double(i % vertices) / double(vertices);
  return angles;
}

}  // namespace simclr_flow::test
