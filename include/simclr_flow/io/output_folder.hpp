#pragma once
#include <string>

namespace simclr_flow {

/// Makes a folder for `what`, "a sweep", unless it is there; whether it did. Throws InputError if
/// something else is there or the folder that it would be in does not exist; StorageError if that
/// cannot be written.
bool make_output_folder(const std::string& path, const std::string& what);

}  // namespace simclr_flow
