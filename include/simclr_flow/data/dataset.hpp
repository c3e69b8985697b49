#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// n data points in R^D, D×n, with a class 0 ... classes-1 for each, or no labels at all.
/// points may be 0×n: latents without data, for flows that need none.
struct Dataset {
  Points points;
  std::vector<int> labels;  ///< empty, or one per point
  std::string source;       ///< one line: where the points come from, with their licence
  /// Of images, whose coordinates are pixels row by row: D = height·width. 0 if they are none.
  Index height = 0, width = 0;
  std::vector<std::string> class_names{};  ///< by number: words or integers of a file; or none
  std::string understood{};  ///< one line: what a file's text was taken for; empty of other kinds

  Index count() const { return points.cols(); }
  int classes() const;
};

/// The points that flows are made of, and points held out of them; test has 0 points if there are
/// none. Label k means the same class in both.
struct Split {
  Dataset training, test;
};

/// n points without coordinates or labels.
Dataset make_no_data(Index count);

}  // namespace simclr_flow
