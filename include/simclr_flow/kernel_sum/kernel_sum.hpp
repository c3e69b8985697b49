#pragma once
#include <string_view>

#include "simclr_flow/kernel_sum/cross_sum.hpp"

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

/// The row sums of one cloud of N latents,
///
///   L_i = log sum_{j in J(i)} m_j k(z_i, z_j),
///
/// J(i) the negatives of row i. A sum is one or several CrossSums (its hazards and domain hold
/// here); rows and columns keep the caller's numbers. views divides N.
class KernelSum {
 public:
  using RowWeight = CrossSum::RowWeight;
  using RowResponse = CrossSum::RowResponse;
  using RowCurvature = CrossSum::RowCurvature;
  using PotentialAlong = CrossSum::PotentialAlong;

  KernelSum(Profile profile, Negatives negatives, Index views = 1)
      : profile_(std::move(profile)), negatives_(negatives), views_(views) {}

  /// Gives every column its weight m_j; log_weights has N entries or none.
  KernelSum& weighted(State log_weights) {
    log_weights_ = std::move(log_weights);
    return *this;
  }

  /// Whether this row exists: all do but those of `cross` outside view 0.
  bool has_row(Index row) const { return negatives_ != Negatives::cross || row % views_ == 0; }

  /// Phase one of two: L_i for every i; 0 for rows that do not exist.
  State log_potential(PointsView z) const;

  /// Phase two: gradient += sum_i weights_i grad L_i, weights_i = dE/dL_i.
  void add_force(PointsView z, const State& weights, PointsOut gradient) const;

  /// Both phases at once, one kernel value a pair: gradient += sum_i (dE/dL_i) grad L_i for an
  /// energy E(L_1, ..., L_N) whose dE/dL_i is a function of L_i alone.
  void add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient) const;

  /// log sum_{i: j in J(i)} exp(c_i) k(z_i, z_j) for every j: with c_i = log(dE/dL_i) - L_i it is
  /// log(dE/dm_j) through the sums. -infinity for latents that no row takes.
  State log_response(PointsView z, const State& row_logs) const;

  /// out += derivative of add_gradient along v (d×N) and the direction of the log m_j (N; none if
  /// empty), exact; log_sum_dot = dL_i along them.
  void add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature, PointsOut out,
                          const State& log_weight_direction = {}) const;

  /// log_potential and its derivative along such directions.
  PotentialAlong potential_along(PointsView z, PointsView v,
                                 const State& log_weight_direction = {}) const;

  /// log_response and its derivative along v and the direction of row_logs.
  PotentialAlong response_along(PointsView z, PointsView v, const State& row_logs,
                                const State& row_log_direction) const;

 private:
  struct Part;
  template <class Visit>
  void for_each_part(PointsView z, const Visit& visit) const;

  Profile profile_;
  Negatives negatives_;
  Index views_;
  State log_weights_;
};

}  // namespace simclr_flow
