#pragma once
// Sums in doubles held by sums in long double, at a few latents. Private to theory.
#include <vector>

#include "row_terms.hpp"

namespace simclr_flow::theory {

/// What rows of a contrast summed to, by columns.
struct SummedRows {
  explicit SummedRows(Index columns)
      : log_r(static_cast<std::size_t>(columns)), rounding(log_r.size()) {}
  void keep(Index row, const KernelRow& sums, long double log_row) {
    log_r[static_cast<std::size_t>(row)] = log_row;
    rounding[static_cast<std::size_t>(row)] = sums.rounding();
  }
  std::vector<long double> log_r;
  std::vector<double> rounding;  ///< of log R
};

/// What sums in doubles are of.
struct Summed {
  const Columns& columns;
  const PlainKernel& kernel;
  const Rule& rule;
  const State& weights;
};

/// Sums log R and the gradient (d×N, by columns) once more in long double, at 8 latents: throws
/// std::logic_error where one is off by more than its bound, so that no judgement rests on a broken
/// sum. O(N d).
void hold_sums(const Summed& of, const SummedRows& sums, const Columns::Coordinates& gradient,
               double gradient_rounding);

}  // namespace simclr_flow::theory
