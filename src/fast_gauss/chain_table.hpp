#pragma once
// How the moments of a cell become polynomials on the cells of its row. Private.
#include <vector>

#include "cell_passes.hpp"
#include "interpolation_error.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Cells of one width in a row, or in a ring of `ring` cells (0: a row); moments and polynomials
/// have `degree` powers, and cells further apart than `reach` do not see each other.
struct ChainShape {
  double width;  ///< length or angle
  int degree;
  Index reach, ring;
};

using ExactTable = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// k(o·width + (x - y)·width/2) = sum_ab T_o[a, b] x^a y^b for |o| <= reach and x, y in [-1, 1]:
/// the polynomial that interpolates k at Chebyshev's nodes.
class ChainTable {
 public:
  ChainTable(const ChainKernel& kernel, const ChainShape& shape);

  /// T_o[a, b] at [b·coefficient_stride + a], zeros behind a = degree - 1.
  const double* of(Index offset) const { return entries_.data() + (offset + reach_) * block_; }
  /// Of a value and of its derivative by x, for a unit charge o cells away, truncation and
  /// rounding.
  const InterpolationError& error(Index offset) const {
    return errors_[static_cast<std::size_t>(offset + reach_)];
  }

 private:
  /// Of the offset and of its opposite.
  void set(Index offset, const ExactTable& table, const InterpolationError& error);

  Index reach_, block_;
  std::vector<double> entries_;
  std::vector<InterpolationError> errors_;
};

}  // namespace simclr_flow
