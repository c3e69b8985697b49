#pragma once
// Between the moments of a cap and its nodes. Private.
#include "patch_passes.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// On a cap, in units of its radius, functions are sums over the nodes (m, i) of u r^m cos(m
/// azimuth) L_i(r^2) and the same with sines, m < P: L_i is Lagrange's polynomial of the nodes of
/// the order m. These are polynomials of degree < P in x and y. Their nodes fill the square around
/// the cap, so that they are small on all of it.
class CapTransform {
 public:
  explicit CapTransform(int degree);
  /// Those of one of the patch_degrees, made once.
  static const CapTransform& of_degree(int degree);

  /// Node by node, m = 0, 1, ..., i = 0, 1, ..., the cosine, then the sine (0 for m = 0): what
  /// charges with the moments of a square give.
  Eigen::VectorXd to_nodes(const PatchPasses& passes, const double* square) const;
  /// The square of the function with the values u.
  void to_square(const PatchPasses& passes, const Eigen::VectorXd& nodes, double* square) const;

 private:
  Eigen::MatrixXd functions_;  // coefficients of T_k(x) T_b(y), by [b·P + k]; a column for each
};

}  // namespace simclr_flow
