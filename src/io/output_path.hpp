#pragma once
// Where a file may be put. Private to io.
#include <string>

namespace simclr_flow {

/// The path of an output, with links followed. Throws InputError if its folder does not exist.
std::string resolved_output(const std::string& given);

/// What stands in the way of a file at a resolved path, or nothing.
std::string obstacle_at(const std::string& path, bool force);

}  // namespace simclr_flow
