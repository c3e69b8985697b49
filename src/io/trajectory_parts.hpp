#pragma once
// What every reader of a trajectory file asks of it. Private to io. All throw StorageError.
#include <string>
#include <vector>

#include "hdf5.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {

/// The schema of a trajectory that this program reads: refused are studies, files of other programs
/// and of later versions.
std::string readable_schema(hid_t file);

/// Whether a member of the group `parameters` is a flow, not a text of the run.
bool is_flow(hid_t parameters, const std::string& name);

/// Labels below `classes`, or below their own number if that is larger.
std::vector<int> read_labels(hid_t file, const std::string& path, hsize_t classes = 0);

/// Steps and times of so many rows of the series in a group.
StoredClock read_clock(hid_t file, const std::string& group, hsize_t rows);

/// The track whose rows an observable has, by the path of its group.
std::string track_of(hid_t file, const std::string& path);

}  // namespace simclr_flow
