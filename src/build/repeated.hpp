#pragma once
// Latents of samples: every view of sample i gets what the sample has. Private to build.
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Every column `views` times in a row.
inline Points repeated(const Points& samples, Index views) {
  Points all(samples.rows(), samples.cols() * views);
  for (Index column = 0; column < all.cols(); ++column)
    all.col(column) = samples.col(column / views);
  return all;
}

inline std::vector<int> repeated(const std::vector<int>& labels, Index views) {
  std::vector<int> all;
  for (const int label : labels) all.insert(all.end(), std::size_t(views), label);
  return all;
}

}  // namespace simclr_flow
