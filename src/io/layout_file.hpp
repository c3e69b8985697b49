#pragma once
// The empty trajectory file of a layout: the only place that knows the schema's paths for writing.
#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

#include "checkpoint_slot.hpp"
#include "simclr_flow/io/layout.hpp"

namespace simclr_flow {

/// Series of one flow that share rows, clock and committed counter.
struct Track {
  std::string name;                 ///< frames, observables, weights, kernel, pairs
  std::vector<std::string> series;  ///< groups, each with `value` and links to the clock
  std::vector<std::vector<Index>> row_extents;  ///< of each series' value
  Index room = 0;                               ///< rows
};

inline constexpr const char* test_data_group = "data/test";

/// The names that groups of a flow's test points and neurons have: no flow has a '.' in its own.
std::string test_name(const std::string& flow);
std::string neurons_name(const std::string& flow);
/// Attribute of the positions of neurons: what each of their coordinates is.
inline constexpr const char* coordinates_attribute = "coordinates";

/// frames, observables, weights, kernel, pairs of a flow, in this order; room 0 where there are
/// none. Series of test points follow the flow's own, neurons the weights.
std::array<Track, track_count> tracks(const FlowLayout& flow);

/// Where the bytes of the datasets of a track lie in the file.
struct TrackOffsets {
  off_t step = 0, time = 0, counter = 0;
  std::vector<off_t> values;
};
struct FlowOffsets {
  std::array<TrackOffsets, track_count> tracks;
  off_t status = 0, reason = 0, restarts = 0, slots = 0;
  std::vector<off_t> warning_counts, warning_worsts;
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
/// StorageError if the file has not all of its series, or in other shapes.
Layout with_stored_rooms(Layout layout, const std::string& path);

/// The strings of `parameters` in an existing file, as Layout::texts.
std::vector<std::pair<std::string, std::string>> stored_texts(const std::string& path,
                                                              const Layout& layout);

/// The room that a layout gives to a track of a flow.
Index& room(FlowLayout& flow, std::size_t track);

}  // namespace simclr_flow
