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
  /// <k>_rho = int K drho.
  double mean_kernel(double tau) const;
  /// MMD_k^2 of N equal atoms x_i from it: (1/N^2) sum_ij k_ij - (2/N) sum_i K(x_i) + <k>_rho; none
  /// for N = 0. Mean (1 - <k>_rho)/N for N independent draws of it.
  ///
  /// k is the convolution of g(x) = exp(-x^2/tau) with itself, times (2/(pi tau))^{1/2}, so that
  ///   MMD^2 = (2/(pi tau))^{1/2} int (g*mu - g*rho)^2 ds,
  /// which is not negative and loses no digits where both are near; the integral by the trapezoidal
  /// rule, whose error falls as exp(-pi^2 tau/(2 h^2)): 1e-19 of it at h = tau^{1/2}/3. The MMD is
  /// wrong by some 1e-14. O(N log N), and 3 steps for each tau^{1/2} from the first to the last of
  /// cells and atoms. Not a number if one of these is beyond 5e6 tau^{1/2}.
  double squared_mmd(const State& x, double tau) const;
};

}  // namespace simclr_flow::theory
