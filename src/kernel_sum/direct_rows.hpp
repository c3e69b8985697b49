#pragma once
// Some rows of a sum, over all pairs. Private.
#include <vector>

#include "pair_data.hpp"

namespace simclr_flow {

class DirectRows {
 public:
  /// Rows in ascending order.
  DirectRows(const PairTask& task, std::vector<Index> rows) : data_(task), rows_(std::move(rows)) {}

  // Of these rows, as those of CrossSum.
  void find_potential(State& potential) const;
  void add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                    PointsOut column_gradient) const;

 private:
  /// visit(block, first row, rows, stripe) for runs of rows that follow each other; the stripes may
  /// run in parallel.
  template <class Visit>
  void for_each_run(Index stripes, const Visit& visit) const;
  Index stripes() const;

  PairData data_;
  std::vector<Index> rows_;
};

}  // namespace simclr_flow
