#include "chebyshev_series.hpp"

#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

/// cos(pi k (2 i + 1)/(2 n)).
long double chebyshev_at_node(Index k, Index i, Index n) {
  const Index turn = k * (2 * i + 1) % (4 * n);
  return std::cos(std::numbers::pi_v<long double> * static_cast<long double>(turn) /
                  static_cast<long double>(2 * n));
}

}  // namespace

LongVector chebyshev_nodes(Index n) {
  LongVector nodes(n);
  for (Index i = 0; i < n; ++i) nodes(i) = chebyshev_at_node(1, i, n);
  return nodes;
}

LongMatrix chebyshev_transform(Index n) {
  LongMatrix transform(n, n);
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i)
      transform(k, i) = chebyshev_at_node(k, i, n) * static_cast<long double>(k == 0 ? 1 : 2) /
                        static_cast<long double>(n);
  return transform;
}

}  // namespace simclr_flow
