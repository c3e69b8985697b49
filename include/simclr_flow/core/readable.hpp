#pragma once
#include <string>

namespace simclr_flow {

/// How a file is read: once from its begin to its end, as a pipe can be, or at any place.
enum class Access { in_order, anywhere };

/// Why nothing can be read at a path: "does not exist", "is a folder, not a file", "is a device,
/// not a file", "cannot be read: permission denied"; where files are read at any place, "is a pipe,
/// ..." too. "" for a file that can be read; a link is what it leads to. Terminals are pipes here.
std::string obstacle_to_reading(const std::string& path, Access access);

}  // namespace simclr_flow
