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

  /// What the columns with their masses do at all rows, without their groups, by sorted number:
  /// sum_j m_j k, 0 where it is not as accurate as asked, and its gradient; by cell bounds of
  /// errors.
  struct AtRows {
    ScratchArray value, gradient;
    std::vector<double> value_bound, gradient_bound;
  };
  AtRows at_rows() const;
  /// Takes its group from a row, and decides whether it is accurate.
  void settle_row(AtRows& sums, std::size_t cell, Index sorted) const;
  /// By the caller's numbers; -infinity where there is none.
  State log_sums(const AtRows& sums) const;
  /// visit(j, k, (z_j - z_i)/tau) for the columns j that row i leaves out.
  template <class Visit>
  void for_each_left_out(Index i, const Visit& visit) const;
  /// At every column j the sum of c_i k (u_i - v_j)/tau over its rows, c by sorted number; one
  /// array for each coordinate.
  ScratchArray reactions(const ScratchArray& charges) const;
  double mass(Index column) const { return mass_.size() ? mass_[column] : 1; }

  const PairTask& task_;
  FastChoice choice_;
  double tau_, accuracy_, largest_log_weight_ = 0;
  State mass_;                // by the caller's number, the largest 1; empty if all are
  ScratchArray sorted_mass_;  // by sorted number
};

}  // namespace simclr_flow
