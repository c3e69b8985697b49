#pragma once
// A block of kernel rows on one thread. Private.
#include <optional>

#include "softmax_row.hpp"

namespace simclr_flow {

/// Rows first, first + 1, ... of one sum: start, then potential and set_weight of each row, then
/// add_forces.
class RowBlock {
 public:
  explicit RowBlock(const PairData& data);

  Index most_rows() const { return most_rows_; }
  void start(Index first, Index count);
  /// L_i of row r of the block; asked for once.
  double potential(Index r);
  /// dE/dL_i of row r, after its potential.
  void set_weight(Index r, double weight);
  /// Adds the forces of all rows of the block, by the weights set, to rows and columns.
  void add_forces(PointsOut row_gradient, const PanelPoints& reaction);

 private:
  /// The row again, safe where the sum of the vectorised one has lost its digits.
  double replace(Index r);

  const PairData& data_;
  Index most_rows_;
  ScratchArray pull_;
  State sum_, scale_;  // sum_j m_j k_ij, the largest m_j being 1; dE/dL_i / (tau sum)
  Points force_;       // sum_j pull_j (v_j - u) of each row
  Index first_ = 0, rows_ = 0;
  std::optional<SoftmaxRow> safe_;
};

}  // namespace simclr_flow
