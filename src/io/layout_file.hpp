#pragma once
// The empty trajectory file of a layout: the only place that knows the schema's paths for writing.
#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "simclr_flow/io/layout.hpp"

namespace simclr_flow {

/// Where the bytes of the datasets of a track lie in the file.
struct TrackOffsets {
  off_t step = 0, time = 0, counter = 0;
  std::vector<off_t> values;
};
struct FlowOffsets {
  std::vector<TrackOffsets> tracks;
  off_t status = 0, reason = 0, restarts = 0, slots = 0;
  std::vector<off_t> warning_counts, warning_worsts;
  std::vector<off_t> seconds, solver;  ///< 0 of those that the file lacks
};
struct FileOffsets {
  off_t resumed = 0;
  std::vector<FlowOffsets> flows;
};

inline constexpr std::size_t status_size = 16;
inline constexpr std::size_t reason_size = 400;
inline constexpr std::size_t resumed_size = 2000;

/// Fills an empty file with this layout, every row unset, and syncs it. Throws StorageError.
void create_layout_file(const std::string& path, const Layout& layout);

/// The offsets of all preallocated datasets of a file that create_layout_file made.
FileOffsets find_offsets(const std::string& path, const Layout& layout);

/// The layout with the rooms that the tracks have in an existing file of this layout. Throws
/// StorageError if the file has not all of its series, or in other shapes, or checkpoints of
/// another version.
Layout with_stored_rooms(Layout layout, const std::string& path);

/// The strings of `parameters` in an existing file, as Layout::texts.
std::vector<std::pair<std::string, std::string>> stored_texts(const std::string& path,
                                                              const Layout& layout);

}  // namespace simclr_flow
