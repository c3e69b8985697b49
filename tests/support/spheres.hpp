#pragma once
// Points and harmonics on spheres.
#include <cmath>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::test {

/// The vertices of a regular polygon on S^1, `repeat` equal points at each.
inline Points polygon(Index vertices, Index repeat = 1) {
  Points z(2, vertices * repeat);
  for (Index i = 0; i < z.cols(); ++i) {
    const double angle = 2 * M_PI * double(i / repeat) / double(vertices);
    z.col(i) << std::cos(angle), std::sin(angle);
  }
  return z;
}

/// Masses of a law, within a few powers of e of each other.
inline State unequal_masses(Index count, std::uint32_t substream) {
  const State w = RandomStream(2026, "test", substream).normals(count, 1).array().exp();
  return w / w.sum();
}

/// The zonal harmonic of degree l on S^{d-1} at height t: the Gegenbauer polynomial with value 1 at
/// t = 1, by its recurrence.
template <class Real>
Real zonal(Index l, Index d, Real t) {
  Real before = 1, now = l == 0 ? 1 : t;
  for (Index k = 1; k < l; ++k) {
    const Real j = Real(k), m = Real(d - 2), next = ((2 * j + m) * t * now - j * before) / (j + m);
    before = now;
    now = next;
  }
  return now;
}

}  // namespace simclr_flow::test
