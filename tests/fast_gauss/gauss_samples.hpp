#pragma once
// Clouds on which fast sums are tried: the shapes that are hard for cells.
#include <numbers>
#include <string>
#include <vector>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::test {

inline constexpr const char* cloud_shapes[] = {"uniform",    "clusters", "collapsed",
                                               "all scales", "borders",  "duplicates"};

/// N coordinates in units of a length: by shape.
inline State sample_coordinates(const std::string& shape, Index n, double unit,
                                std::uint32_t seed) {
  RandomStream random(2026, "cloud " + shape, seed);
  const State a = random.normals(n, 1), b = random.normals(n, 1);
  State x(n);
  for (Index i = 0; i < n; ++i) {
    const double far = static_cast<double>(i % 5 - 2);
    if (shape == "uniform") x[i] = 3 * a[i];
    if (shape == "clusters") x[i] = 4 * far + 1e-3 * a[i];
    if (shape == "collapsed") x[i] = 0.3 + 1e-9 * a[i];
    if (shape == "all scales") x[i] = std::exp(4 * a[i]) * b[i];
    if (shape == "borders") x[i] = std::round(4 * a[i]) / 2 * (i % 3 == 0 ? 1 + 1e-15 : 1);
    if (shape == "duplicates") x[i] = std::round(2 * a[i % 7] * 8) / 8;
  }
  return unit * x;
}

/// Charges of both signs and many sizes.
inline State sample_charges(Index n, std::uint32_t seed) {
  const State a = RandomStream(2026, "charges", seed).normals(2 * n, 1);
  return a.head(n).array() * (2 * a.tail(n).array()).exp();
}

}  // namespace simclr_flow::test
