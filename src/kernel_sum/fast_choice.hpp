#pragma once
// Whether a sum is taken fast, and by which grid. Private.
#include <string>

#include "pair_data.hpp"
#include "simclr_flow/fast_gauss/sort_cache.hpp"

namespace simclr_flow {

/// A function of the points and the profile's Summation.
struct FastChoice {
  explicit FastChoice(const PairTask& task);
  bool is_fast() const { return reason.empty(); }

  std::string reason;  ///< why the sum is direct; empty if it is fast
  bool is_settled;     ///< whether it is direct wherever points are
  std::shared_ptr<const GaussGrid> grid;
  std::shared_ptr<const SortedCloud> rows, columns;  ///< one cloud within one
};

}  // namespace simclr_flow
