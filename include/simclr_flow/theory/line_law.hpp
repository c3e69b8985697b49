#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A law on the line with a density that is constant on cells, as DiffusionLine has it: the values
/// on [left + c width, left + (c + 1) width], of mass 1 together. Kernel k = exp(-x^2/(2 tau)).
struct LineLaw {
  State density;
  double left, width;

  /// K(x) = int k(x - y) d rho(y), exact by error functions. Of cells within 9 sqrt(tau).
  double potential(double x, double tau) const;
  /// <k>_rho = int K drho, by the midpoints of the cells: K varies little on a cell.
  double mean_kernel(double tau) const;
  /// MMD_k^2 of equal atoms x_i from it: (1/N^2) sum_ij k_ij - (2/N) sum_i K(x_i) + <k>_rho. Mean
  /// (1 - <k>_rho)/N for N independent draws of it. Error 1e-16 and that of <k>. O(N^2).
  double squared_mmd(const State& x, double tau) const;
};

}  // namespace simclr_flow::theory
