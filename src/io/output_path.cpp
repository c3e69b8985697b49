#include "output_path.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {

namespace fs = std::filesystem;

std::string resolved_output(const std::string& given) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(given, error);
  const std::string path = error ? given : resolved.string(), folder = folder_of(path);
  if (!fs::is_directory(folder, error))
    throw InputError(fmt::format("output '{}': folder '{}' does not exist", shown_name(given),
                                 shown_name(folder)));
  return path;
}

std::string folder_of(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error)
    throw StorageError(fmt::format("'{}' cannot be written: the working folder was removed", path));
  return absolute.parent_path().string();
}

std::string obstacle_at(const std::string& path, bool force) {
  std::error_code error;
  if (fs::is_directory(path, error)) return "is a folder, not a file";
  if (fs::is_symlink(path, error) && !fs::exists(path, error)) return "is a link to nothing";
  if (!fs::exists(path, error)) return "";
  if (!fs::is_regular_file(path, error)) return "is no ordinary file";
  return force ? "" : "exists; --force replaces it";
}

}  // namespace simclr_flow
