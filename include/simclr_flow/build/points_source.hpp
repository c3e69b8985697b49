#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/array_axes.hpp"

namespace simclr_flow {

// Numbers in files as users name them: `points.csv`, `points.npy`, or `file.h5:/path`.

/// A file and what is asked for inside it: "run.h5:/data/points" is run.h5 and /data/points.
struct FileAndPath {
  std::string file;
  std::string path;  ///< beginning with '/', or empty
};
FileAndPath split_source(const std::string& given);

/// A name relative to a folder; absolute and empty ones stay as they are.
std::string in_folder(const std::string& folder, const std::string& file);

/// Points from a file, and what was taken of it that is no point, or from among several.
struct PointsRead {
  Points points;      ///< d×N, one per row
  std::string taken;  ///< "separated by commas; header x, y", "the last of 81 frames"; else empty
};
/// Text and .npy by their bytes (read_points_file), HDF5 by the path of a dataset
/// (read_points_dataset). Throws InputError naming what was given: a missing file, not numbers, not
/// finite, or beyond 1e150, whose squares would overflow.
PointsRead read_points(const std::string& given, const ArrayAxes& asked = {});

/// Throws InputError for an HDF5 file without the path of a dataset: it names some.
void require_no_hdf5(const std::string& file);

// Throw InputError naming the source and the first row that is none:
/// of finite numbers up to 1e150, whose squares do not overflow;
void require_coordinates(const std::string& given, PointsView points);
/// with a direction, not zero in all coordinates;
void require_directions(const std::string& given, PointsView points);
/// in the box [0, sides[0]] x [0, sides[1]] x ..., with a coordinate for each side.
void require_within(const std::string& given, PointsView points, const std::vector<double>& sides);

}  // namespace simclr_flow
