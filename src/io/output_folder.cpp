#include "simclr_flow/io/output_folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "output_path.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

bool make_output_folder(const std::string& path, const std::string& what) {
  namespace fs = std::filesystem;
  std::error_code error, ignored;
  const bool made = fs::create_directory(path, error);
  if (fs::is_directory(path, ignored)) return made;
  const bool unwritable = !fs::exists(path, ignored) && fs::is_directory(folder_of(path), ignored);
  if (unwritable)
    throw StorageError(
        fmt::format("output '{}': its folder is not writable: {}", path, error.message()));
  throw InputError(fmt::format("output '{}': {} needs a folder here", path, what));
}

}  // namespace simclr_flow
