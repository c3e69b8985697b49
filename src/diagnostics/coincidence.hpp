#pragma once
// Private to diagnostics.
#include <algorithm>
#include <cmath>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Whether all columns are equal to 1e-300, whose squares no double holds; their mean may differ
/// from them by rounding.
inline bool coincide(PointsView z) {
  return (z.colwise() - z.col(0)).cwiseAbs().maxCoeff() < 1e-300;
}

/// z, but times a power of two where squares of its differences would lose digits: below 1e-140 or
/// above 1e140. For measures that scales do not change.
inline Points with_squares(PointsView z) {
  const double largest = (z.colwise() - z.col(0)).cwiseAbs().maxCoeff();
  const bool is_plain = largest > 1e-140 && largest < 1e140;
  if (is_plain || largest == 0 || !std::isfinite(largest)) return z;
  return z * std::exp2(std::min(1000, -std::ilogb(largest)));
}

}  // namespace simclr_flow
