#pragma once
// What one row of kernels adds to an energy, once its R is known. Private to theory.
#include <vector>

#include "kernel_row.hpp"

namespace simclr_flow::theory {

/// A positive pair of a row: what it takes of d(log A).
struct PartnerTerm {
  Index partner;  ///< column
  long double weight;
};

/// Psi of one row: its share of the value, the sum of its |terms|, and d(value)/d(log R).
struct RowTerms {
  long double value = 0, size = 0, slope = 0;
  std::vector<PartnerTerm> partners;  ///< their weights are -d(value)/d(log A)
};

/// Of rows of a contrast: p_i sum_b part_b Psi(R_i/A_ib), masses and parts as plain_sum has them.
class ContrastRows {
 public:
  ContrastRows(const Columns& columns, const PlainKernel& kernel, const Rule& rule,
               const State& weights);
  bool has(Index row) const { return !rule_.cross || columns_.view(row) == 0; }
  /// log R of a row by its sum of kernels.
  long double log_r(const KernelRow& row) const;
  /// log_row - log(number of latents) where R is a mean.
  long double normalised(long double log_sum) const;
  RowTerms terms(Index row, long double log_row) const;
  double mass(Index column) const;

 private:
  const Columns& columns_;
  const PlainKernel& kernel_;
  const Rule& rule_;
  Rule pair_rule_;        ///< between_latents(rule)
  const State& weights_;  ///< w_b V, or empty
};

/// s = |z - z'|^2/2 of two columns, in long double.
long double half_square(const Columns& columns, Index a, Index b);

}  // namespace simclr_flow::theory
