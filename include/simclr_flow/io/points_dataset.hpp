#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/array_axes.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

struct PointsDataset {
  Points points;      ///< d×N
  std::string taken;  ///< "the last of 81 frames", "start 3, the best of 40"; else empty
};

/// The dataset at `path` of an HDF5 file: shape (N, d) or (N,), or three axes as asked. Of a
/// trajectory's `position/value` (T, N, d), beside which are its steps or times, the last frame is
/// taken, of our files the last that is committed; of a study's `starts/position` the atoms of the
/// stationary start of least energy. Throws InputError naming file and dataset, for any other array
/// of three axes too: its first axis may be of samples.
PointsDataset read_points_dataset(const std::string& file, const std::string& path,
                                  const ArrayAxes& asked = {});

/// The datasets of numbers of an HDF5 file that have one to three axes, by their paths.
std::vector<std::string> number_datasets(const std::string& file);

/// A new HDF5 file with points d×N as a dataset (N, d). Throws StorageError.
void write_points_dataset(const std::string& file, const std::string& name, const Points& points);

}  // namespace simclr_flow
