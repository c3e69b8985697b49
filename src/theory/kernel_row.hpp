#pragma once
// Rows of the N×N matrix of kernels, in doubles: what sums over pairs at size are made of. Private
// to theory.
#include <vector>

#include "plain_rule.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// Latents coordinate by coordinate and view by view: z of view b of sample s is column
/// b·samples + s of x, each row of which lies together in memory.
struct Columns {
  using Coordinates = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  Columns(PointsView z, Index views);
  Index count() const { return x.cols(); }
  Index view(Index column) const { return column / samples; }
  Index sample(Index column) const { return column % samples; }
  /// The column of latent i of z, i = sample·views + view, and back.
  Index of_latent(Index i) const { return i % views * samples + i / views; }
  Index latent(Index column) const { return sample(column) * views + view(column); }

  Index samples, views;
  Coordinates x;
};

/// A row of kernels, of the latent that is its own against all latents that R of a rule takes; of
/// a latent of view 1 by the rule `cross`, which has no R, against those whose R take it.
/// Workspace for one thread: rows one after the other.
class KernelRow {
 public:
  /// Columns in `tile`s stay in the nearest cache.
  static constexpr Index tile = 1024;
  /// Columns [begin, end) are of one view, and R takes them with this weight.
  struct Range {
    Index begin, end;
    double weight;
  };

  /// weights: w_b V of a quadrature of the views, or empty.
  KernelRow(const Columns& columns, const PlainKernel& kernel, const Rule& rule,
            const State& weights);
  void compute(Index own);

  const std::vector<Range>& ranges() const { return ranges_; }
  double least() const { return least_; }  ///< of s = |z - z'|^2/2 over what R takes
  /// sum_j W_j k_j/k(least) over what R takes, and by what share of it rounding may be off.
  double sum() const { return sum_; }
  double rounding() const { return rounding_; }
  /// The same of the others alone, without weights and with them.
  double others() const { return others_; }
  double weighted_others() const { return weighted_; }

  // By columns; what R does not take has 0, and the own latent too.
  const State& half_squares() const { return s_; }  ///< s_j
  const State& kernels() const { return k_; }       ///< k_j/k(least)
  const State& slopes() const { return slopes_; }   ///< W_j pull_j k_j/k(least)

 private:
  struct Sums {
    double kernels = 0, terms = 0;  ///< of k, without weights; of s times slopes
  };
  void choose_ranges(Index own);
  void measure(const Range& range);
  void find_least();
  Sums kernels_of(const Range& range);

  const Columns& columns_;
  const PlainKernel& kernel_;
  const Rule& rule_;
  const State& weights_;
  Index own_ = 0;
  std::vector<Range> ranges_;
  std::vector<Index> left_out_;  ///< of the ranges: the own latent, and what R does not take
  double own_weight_ = 0;
  State s_, k_, slopes_;
  double least_ = 0, sum_ = 0, rounding_ = 0, others_ = 0, weighted_ = 0;
};

}  // namespace simclr_flow::theory
