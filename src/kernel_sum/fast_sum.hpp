#pragma once
// Row sums by fast_gauss, with rows that it cannot vouch for summed directly. Private.
#include "fast_choice.hpp"

namespace simclr_flow {

class FastSum {
 public:
  /// Null where the sum is direct.
  static std::unique_ptr<const FastSum> of(const PairTask& task);
  FastSum(const PairTask& task, FastChoice choice);

  // As those of CrossSum.
  State log_potential() const;
  void add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                    PointsOut column_gradient) const;

 private:
  using Vector = Eigen::Vector3d;  // as many coordinates as there are, zeros behind

  /// What the columns with their masses do at all rows, by sorted number, and by cell the bounds of
  /// its errors: sum_j m_j k and its gradient.
  struct AtRows {
    ScratchArray value, gradient;
    std::vector<double> value_bound, gradient_bound;
  };
  AtRows at_rows() const;
  /// A row without its group.
  struct Row {
    double sum = 0;
    Vector gradient = Vector::Zero();
    bool is_accurate = false;  ///< as asked
  };
  Row row(const AtRows& sums, std::size_t cell, Index sorted) const;

  /// visit(sorted number, row) for all rows, in blocks that may run in parallel.
  template <class Visit>
  void for_each_row(const Visit& visit) const;
  /// visit(j, k, (z_j - z_i)/tau) for the columns j that row i leaves out.
  template <class Visit>
  void for_each_left_out(Index i, const Visit& visit) const;
  /// Adds to every column j the sum of c_i m_j k (u_i - v_j)/tau over its rows, c by sorted number.
  void add_reaction(const ScratchArray& charges, PointsOut column_gradient) const;
  double mass(Index column) const { return mass_.size() ? mass_[column] : 1; }

  const PairTask& task_;
  FastChoice choice_;
  double tau_, accuracy_, largest_log_weight_ = 0;
  State mass_;                // by the caller's number, the largest 1; empty if all are
  ScratchArray sorted_mass_;  // by sorted number
};

}  // namespace simclr_flow
