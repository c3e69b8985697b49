#pragma once
#include <map>
#include <optional>
#include <string>

#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {

/// How many frames each flow of a run has at its end, by its name: none where they come every so
/// many steps, or where the configuration is one that this program does not read.
std::map<std::string, Index> planned_frames(const StoredRun& run);

}  // namespace simclr_flow
