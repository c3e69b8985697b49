#pragma once
// Band matrices, and images under one for rows and one for columns. Private to data.
#include "simclr_flow/data/image_transforms.hpp"

namespace simclr_flow {

/// An n×n matrix: row i has weights.col(i) at the entries first[i], first[i] + 1, ...
struct Band {
  Band(Index size, Index taps)
      : first(Eigen::Matrix<Index, Eigen::Dynamic, 1>::Zero(size)),
        weights(Points::Zero(taps, size)) {}
  Eigen::Matrix<Index, Eigen::Dynamic, 1> first;
  Points weights;
};

/// Gaussian blur of n entries by `kernel` neighbours, reflected at the ends. kernel odd, <= n.
Band blur_band(Index size, Index kernel, double sigma);

/// Entry i is interpolated at the position first + i·step + (step - 1)/2, between entry centres.
Band window_band(Index size, double first, double step);

/// Interpolation to `middle` entries and back.
Band there_and_back_band(Index size, Index middle);

/// image -> rows · image · columns^T.
void apply_bands(const Band& rows, const Band& columns, ImageShape shape, StateOut image);

}  // namespace simclr_flow
