#pragma once
#include <functional>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Whether a row sum takes the pair of a particle with itself.
enum class SelfTerm { included, excluded };

/// Gauss row sums over all ordered pairs of N points z in R^d: the one loop over pairs.
///
///   k_ij = exp(-|z_i - z_j|^2 / (2 tau)),   L_i = log sum_j k_ij
///
/// Every sum is taken in logs with its largest exponent removed, and from differences of points:
/// nothing underflows or overflows at any temperature or separation, and a common shift of all
/// points costs no digits beyond those of the points. O(N^2 d) work, O(N d) memory.
///
/// Domain: N >= 1, or N >= 2 with the self term excluded; finite z; tau > 0.
class KernelSum {
 public:
  KernelSum(double temperature, SelfTerm self) : temperature_(temperature), self_(self) {}

  /// L_i for every i.
  State log_potential(PointsView z) const;

  /// The weight dE/dL_i of row i, asked for as soon as its L_i is known.
  using RowWeight = std::function<double(Index row, double log_sum)>;

  /// gradient += sum_i (dE/dL_i) grad_z L_i for an energy E(L_1, ..., L_N): one exp per pair.
  /// With s_ij = k_ij / sum_j k_ij row i adds (dE/dL_i) s_ij (z_j - z_i)/tau to particle i, and
  /// the opposite to particle j.
  void add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient) const;

  struct RowResponse {
    double weight;             ///< dE/dL_i
    double weight_derivative;  ///< derivative of dE/dL_i along the direction
  };
  using RowCurvature = std::function<RowResponse(Index row, double log_sum, double log_sum_dot)>;

  /// out += derivative of add_gradient along v (d×N), exact; log_sum_dot = dL_i along v.
  void add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature,
                          PointsOut out) const;

 private:
  double temperature_;
  SelfTerm self_;
};

}  // namespace simclr_flow
