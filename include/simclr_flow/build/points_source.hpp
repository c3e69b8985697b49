#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

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

/// Points d×N, one a row. Throws InputError naming what was given: a missing file, not numbers, not
/// finite, or beyond 1e150, whose squares would overflow.
Points read_points(const std::string& given);

/// Throws InputError naming the source and the first row that has no direction: zero in all
/// coordinates.
void require_directions(const std::string& given, const Points& points);

}  // namespace simclr_flow
