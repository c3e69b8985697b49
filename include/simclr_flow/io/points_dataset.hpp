#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The dataset at `path` of an HDF5 file as points d×N: shape (N, d) or (N,), or the last of the
/// frames of a trajectory's (T, N, d). Throws InputError naming file and dataset.
Points read_points_dataset(const std::string& file, const std::string& path);

/// A new HDF5 file with points d×N as a dataset (N, d). Throws StorageError.
void write_points_dataset(const std::string& file, const std::string& name, const Points& points);

}  // namespace simclr_flow
