#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Writes points d×N as rows, every digit kept: .npy by its name, `points` of an .h5, else
/// comma-separated text. Throws as replace_file.
void write_points(const std::string& file, const Points& points, bool force);

}  // namespace simclr_flow
