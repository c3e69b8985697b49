#pragma once
// How wrong polynomials on cells are. Private.
#include "chain_kernel.hpp"

namespace simclr_flow {

/// Of values, and of their derivative by the local coordinate in [-1, 1].
struct InterpolationError {
  double value, slope;
};

/// A bound of |k(D + w(x - y)) - p(x, y)| and of |d/dx| of it for x, y in [-1, 1], p the polynomial
/// of `degree` powers of each variable that interpolates at Chebyshev's nodes, D = offset >= 0, w =
/// half_width.
///
/// Where |f| <= M within Bernstein's ellipse of the parameter rho, its coefficients are bounded by
/// 2 M rho^-k, each of which interpolation takes for one of lower degree (Trefethen, Approximation
/// Theory and Approximation Practice, theorems 4.1 and 8.1); derivatives of T_k are bounded by k^2
/// (Markov), the interpolation itself by Lebesgue's constant. The best of several rho is taken.
InterpolationError interpolation_error(const ChainKernel& kernel, double offset, double half_width,
                                       int degree);

}  // namespace simclr_flow
