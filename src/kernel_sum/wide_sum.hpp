#pragma once
// A sum by inner products, of wide points. Private.
#include "wide_points.hpp"

namespace simclr_flow {

/// Two walks over the pairs: sums of kernels first, then forces by the weights of all rows, from
/// kernels computed once more. Where both sides are one cloud each pair is met once, for both of
/// its points.
class WideSum {
 public:
  WideSum(const PairData& data, WidePoints points);

  State log_potential() const;
  /// As CrossSum::add_gradient.
  void add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                    PointsOut column_gradient) const;

 private:
  /// sum_j m_j k_ij of every row, the largest m_j being 1.
  State sums() const;
  double log_sum(double sum) const { return data_.largest_log_weight + std::log(sum); }
  /// Adds factor times sum_j c_ij (z_j - z_i) to row i, c_ij = k_ij tau (-e') scale_i m_j, and the
  /// opposite of each pair's to its column.
  void add_forces(const State& scale, double factor, PointsOut row_gradient,
                  PointsOut column_gradient) const;
  /// Adds the forces of all pairs of a tile.
  void fill(const WideTile& whole, const WideForces& rows, const WideForces& columns) const;
  /// The tile of all pairs; a triangle, or every row with its columns.
  WideTile tile(bool triangle, const long* left_out) const;
  std::vector<long> left_out(bool triangle) const;

  const PairData& data_;
  WidePoints points_;
  PanelPoints panels_;           // of columns
  ScratchArray mass_, nothing_;  // of columns; zeros
};

}  // namespace simclr_flow
