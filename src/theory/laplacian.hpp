#pragma once
// Eigenvalues of the Laplacian. Private to theory.
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// l (l + d - 2), of harmonics of degree l on S^{d-1}.
inline double laplacian(Index l, Index d) {
  return static_cast<double>(l) * static_cast<double>(l + d - 2);
}

}  // namespace simclr_flow::theory
