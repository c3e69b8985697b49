#pragma once
#include <functional>
#include <memory>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

struct PairTask;

/// Row sums of a kernel over all pairs of M rows u and N columns v in R^d: the one loop over pairs.
///
///   L_i = log sum_{j in J(i)} m_j k(u_i, v_j),   k(u, v) = exp(e(|u - v|^2 / 2))
///
/// e is the kernel's profile, m_j >= 0 weights (1 if none are given). J(i) is every column, or for
/// sums within one cloud every column outside the row's own group.
///
/// Terms come from differences of points, or from d = 8 on, where a bound of the rounding errors
/// allows, from inner products of points less their centre, and from differences where two are near
/// each other: a common shift costs no digits beyond those of the points. Every sum is taken in
/// logs, with its largest exponent removed where it would lose digits: nothing underflows or
/// overflows at any temperature or separation. O(M N d) work; O((M + N) d) memory, no array of
/// pairs. Results do not depend on the number of threads; instruction sets differ by rounding.
/// Where the profile's Summation asks for fast sums, in O(M + N), potentials are within its
/// accuracy of these and gradients within 100 times that.
///
/// Domain: d >= 1, coordinates below 1e150 (their squares are summed), tau > 0; a row without a
/// column of positive weight has L_i = -infinity and no forces.
class CrossSum {
 public:
  /// Every row takes every column. log_weights has N entries log m_j, or none.
  CrossSum(Profile profile, PointsView rows, PointsView columns, State log_weights = {});

  /// Rows are the columns. Row i leaves out the columns of its own group: with `group` consecutive
  /// points to a group, those j with j / group = i / group; group = 0 leaves out none.
  static CrossSum within(Profile profile, PointsView points, Index group, State log_weights = {});

  /// L_i for every row.
  State log_potential() const;

  /// The weight dE/dL_i of row i, asked for once, as soon as its L_i is known; calls come in any
  /// order and from several threads at the same time.
  using RowWeight = std::function<double(Index row, double log_sum)>;

  /// Adds sum_i (dE/dL_i) grad L_i for an energy E(L_1, ..., L_M). With s_ij = m_j k_ij / sum_j m_j
  /// k_ij, row i gives -(dE/dL_i) s_ij e'_ij (v_j - u_i) to its own gradient and the opposite to
  /// that of column j; the two outputs may be one array, which within one cloud is faster. One
  /// kernel value a pair; with inner products two, and with one output two for both orders of a
  /// pair.
  void add_gradient(const RowWeight& weight, PointsOut row_gradient,
                    PointsOut column_gradient) const;

  struct RowResponse {
    double weight;             ///< dE/dL_i
    double weight_derivative;  ///< derivative of dE/dL_i along the direction
  };
  using RowCurvature = std::function<RowResponse(Index row, double log_sum, double log_sum_dot)>;

  /// Adds the derivative of add_gradient along the directions of rows and columns, and of the log
  /// m_j unless theirs is empty (finite, N entries; 0 where m_j = 0), exact; log_sum_dot = dL_i
  /// along them. Called as RowWeight is.
  void add_hessian_vector(PointsView row_direction, PointsView column_direction,
                          const RowCurvature& curvature, PointsOut row_out, PointsOut column_out,
                          const State& log_weight_direction = {}) const;

  struct PotentialAlong {
    State log_sum, log_sum_dot;
  };
  /// L_i for every row and its derivative along such directions; 0 where L_i = -infinity.
  PotentialAlong potential_along(PointsView row_direction, PointsView column_direction,
                                 const State& log_weight_direction = {}) const;

  /// The Gauss transform of charges q (N, of either sign): entry i is sum_{j in J(i)} q_j m_j
  /// k(u_i, v_j), the difference of the sums over positive and negative charges, each in logs.
  State transform(const State& charges) const;

  /// The sum with rows and columns exchanged and the columns, once rows, weighted by
  /// exp(log_weights).
  CrossSum transposed(State log_weights) const;

  Index rows() const;
  Index columns() const;

 private:
  explicit CrossSum(std::shared_ptr<const PairTask> task) : task_(std::move(task)) {}
  std::shared_ptr<const PairTask> task_;
};

}  // namespace simclr_flow
