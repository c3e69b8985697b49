#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// The one door of numbers that commands leave in files of their own.

/// Throws std::runtime_error, exit code 1, naming the file and the first row that is not finite:
/// what is no number is not written. Rows are the columns of the values.
void require_numbers(const std::string& file, PointsView values);

/// Writes points d×N as rows, every digit kept: .npy by its name, `points` of an .h5, else
/// comma-separated text. Throws as require_numbers and replace_file.
void write_points(const std::string& file, const Points& points, bool force);

}  // namespace simclr_flow
