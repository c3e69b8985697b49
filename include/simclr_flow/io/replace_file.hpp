#pragma once
#include <functional>
#include <string>

namespace simclr_flow {

/// Puts a file in place whole or not at all: write(name) fills an empty file of another name in the
/// same folder, which is synced and then renamed to `path`, links followed. Throws InputError if
/// `path` exists and `force` is false, or if it is a trajectory, a folder or no ordinary file, or
/// in a folder that does not exist; StorageError if its folder cannot be written; and what `write`
/// throws. Leaves nothing behind then.
void replace_file(const std::string& path, bool force,
                  const std::function<void(const std::string&)>& write);

/// The same of a file that is this text. StorageError also if its disk is full.
void replace_text(const std::string& path, bool force, const std::string& text);

}  // namespace simclr_flow
