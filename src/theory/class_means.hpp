#pragma once
// Points by classes. Private to theory.
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The means of classes with members, and which of them each point belongs to.
struct ClassMeans {
  Points means;           ///< d×K
  State counts;           ///< members
  std::vector<Index> of;  ///< column of `means`, by point
  double within = 0;      ///< (1/N) sum |z_i - its mean|²

  Index classes() const { return means.cols(); }
};

/// Throws InputError for fewer than two classes with members, or another number of labels.
ClassMeans class_means(const char* what, PointsView z, const std::vector<int>& labels);

}  // namespace simclr_flow::theory
