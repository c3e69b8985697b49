#pragma once
// Where a file may be put. Private to io.
#include <string>

namespace simclr_flow {

/// The path of an output, with links followed. Throws InputError if its folder does not exist.
std::string resolved_output(const std::string& given);

/// The folder of a path, from the working folder on if it is relative. Throws StorageError if that
/// was removed.
std::string folder_of(const std::string& path);

/// What stands in the way of a file at a resolved path, or nothing.
std::string obstacle_at(const std::string& path, bool force);

}  // namespace simclr_flow
