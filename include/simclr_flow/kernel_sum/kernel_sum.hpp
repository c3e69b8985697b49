#pragma once
#include <functional>
#include <string_view>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// The instruction set of the vectorised sums in this process, e.g. "avx512": the widest that the
/// processor has, or the one that the environment variable SIMCLR_FLOW_SIMD asks for (avx512, avx2,
/// baseline; throws InputError if the processor has it not). Sets differ by rounding.
std::string_view instruction_set();

/// Which columns a row sum takes; row and column r are view r % views of sample r / views.
enum class Negatives {
  all,            ///< every latent, the row's own included
  others,         ///< every latent but the row's own
  other_samples,  ///< no view of the row's sample
  same_view,      ///< the same view of other samples
  cross,          ///< rows of view 0 take every latent of view 1; other rows do not exist
};

/// Row sums of a kernel over all ordered pairs of N points z in R^d: the one loop over pairs.
///
///   L_i = log sum_{j in J(i)} m_j k(z_i, z_j),   k(z, z') = exp(e(|z - z'|^2 / 2))
///
/// J(i) is the negatives of row i, m_j >= 0 weights (1 if none are given), e the kernel's profile.
/// Every sum is taken in logs with its largest exponent removed, and from differences of points:
/// nothing underflows or overflows at any temperature or separation, and a common shift of all
/// points costs no digits beyond those of the points (beyond 4 dimensions distances come from inner
/// products of centred points, and carry the rounding of the largest |z|^2/tau). O(N^2 d) work,
/// O(N d) memory.
///
/// Domain: finite z; tau > 0; views divides N; every row has at least one column of positive
/// weight, or its L_i is -infinity.
class KernelSum {
 public:
  KernelSum(Profile profile, Negatives negatives, Index views = 1)
      : profile_(profile), negatives_(negatives), views_(views) {}

  /// Gives every column its weight m_j; log_weights has N entries or none.
  KernelSum& weighted(State log_weights) {
    log_weights_ = std::move(log_weights);
    return *this;
  }

  /// Whether this row exists: all do but those of `cross` outside view 0.
  bool has_row(Index row) const { return negatives_ != Negatives::cross || row % views_ == 0; }

  /// L_i for every i; 0 for rows that do not exist.
  State log_potential(PointsView z) const;

  /// The weight dE/dL_i of row i, asked for as soon as its L_i is known.
  using RowWeight = std::function<double(Index row, double log_sum)>;

  /// gradient += sum_i (dE/dL_i) grad_z L_i for an energy E(L_1, ..., L_N): one kernel value a
  /// pair. With s_ij = m_j k_ij / sum_j m_j k_ij, row i adds -(dE/dL_i) s_ij e'_ij (z_j - z_i) to
  /// particle i, and the opposite to particle j. influence, if not null, has N entries and grows by
  /// sum_i (dE/dL_i) s_ij, which is m_j dE/dm_j through the sums.
  void add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient,
                    State* influence = nullptr) const;

  struct RowResponse {
    double weight;             ///< dE/dL_i
    double weight_derivative;  ///< derivative of dE/dL_i along the direction
  };
  using RowCurvature = std::function<RowResponse(Index row, double log_sum, double log_sum_dot)>;

  /// out += derivative of add_gradient along v (d×N), exact; log_sum_dot = dL_i along v.
  void add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature,
                          PointsOut out) const;

 private:
  class SoftmaxRow;
  /// Whether a vectorised form applies: a Gaussian, no weights, and rows that leave out one range
  /// of columns. Up to 4 dimensions it is by sweeps over coordinates, beyond by matrix products.
  bool is_vectorised(PointsView z) const;
  State log_potential_by_sweeps(PointsView z) const;
  /// One row of add_gradient by the safe row.
  void add_row(SoftmaxRow& row, Index i, const RowWeight& weight, PointsOut gradient,
               State* influence = nullptr) const;
  void add_gradient_by_sweeps(PointsView z, const RowWeight& weight, PointsOut gradient) const;
  State log_potential_by_products(PointsView z) const;
  void add_gradient_by_products(PointsView z, const RowWeight& weight, PointsOut gradient) const;

  Profile profile_;
  Negatives negatives_;
  Index views_;
  State log_weights_;
};

}  // namespace simclr_flow
