#pragma once
// Chebyshev series of functions of one variable in [-1, 1], from their values at Chebyshev's nodes.
// Private.
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

using LongMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
using LongVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

/// x_i = cos(pi (2 i + 1)/(2 n)), i = 0, ..., n - 1.
LongVector chebyshev_nodes(Index n);

/// The n×n matrix (k, i) by which values at the nodes become the coefficients of T_k in the
/// polynomial that takes these values.
LongMatrix chebyshev_transform(Index n);

}  // namespace simclr_flow
