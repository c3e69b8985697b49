#pragma once

namespace simclr_flow {

/// What a space M of latents z in R^d is, beside its maps (geometry/manifold.hpp); all false of
/// R^d.
struct ManifoldFacts {
  bool compact = false;      ///< has a uniform law
  bool unit_sphere = false;  ///< M = S^{d-1}, of all |z| = 1: reference configurations are on it
  bool directions = false;   ///< z = y/|y|: the length of y says nothing
  bool angles = false;       ///< y and y + 2 pi are one
  bool walls = false;        ///< M ends where isometries would go on; z = y
};

}  // namespace simclr_flow
