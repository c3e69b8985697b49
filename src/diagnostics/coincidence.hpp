#pragma once
// Private to diagnostics.
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Whether all columns are equal to 1e-300, whose squares no double holds; their mean may differ
/// from them by rounding.
inline bool coincide(PointsView z) {
  return (z.colwise() - z.col(0)).cwiseAbs().maxCoeff() < 1e-300;
}

}  // namespace simclr_flow
