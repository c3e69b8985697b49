#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// n data points in R^D, D×n, with a class 0 ... classes-1 for each, or no labels at all.
/// points may be 0×n: latents without data, for flows that need none.
struct Dataset {
  Points points;
  std::vector<int> labels;  ///< empty, or one a point
  std::string source;       ///< one line: where the points come from, with their licence
  /// Of images, whose coordinates are pixels row by row: D = height·width. 0 if they are none.
  Index height = 0, width = 0;

  Index count() const { return points.cols(); }
  int classes() const;
};

/// `per_class` points uniform in each of the four discs of this radius about (±1, ±1); labels 0-3
/// counterclockwise from (1, 1). Domain: radius >= 0, per_class >= 1. Stream `data`.
Dataset make_discs(double radius, Index per_class, std::uint64_t seed);

/// n points without coordinates or labels.
Dataset make_no_data(Index count);

/// The first `per_class` images of each listed class of an IDX file pair (plain or gzip), in file
/// order, classes in the order given; pixels divided by 255 into [0, 1], one column an image.
/// per_class = 0 takes all. Label k of the result is classes[k].
/// Throws InputError naming the file when it is missing, truncated, not IDX of unsigned bytes, when
/// counts disagree, or a class has fewer images than asked for.
/// Source of the format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
Dataset read_idx(const std::string& images, const std::string& labels,
                 const std::vector<int>& classes, Index per_class);

}  // namespace simclr_flow
