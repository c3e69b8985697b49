#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "temporary_file.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// What stands in the way of replacing an existing file, or nothing.
std::string obstacle(const std::string& path, bool force) {
  std::error_code error;
  if (fs::is_directory(path, error)) return "is a folder, not a file";
  if (fs::is_symlink(path, error) && !fs::exists(path, error)) return "is a link to nothing";
  if (!fs::exists(path, error)) return "";
  if (!fs::is_regular_file(path, error)) return "is no ordinary file";
  if (!force) return "exists; --force replaces it";
  if (!is_trajectory_file(path)) return "exists and is no trajectory: --force replaces those only";
  return is_being_written(path) ? "is being written by another program" : "";
}

}  // namespace

std::string check_output(const std::string& given, bool force, double bytes) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(given, error);  // follows links to their target
  const std::string path = error ? given : resolved.string();
  const fs::path folder = fs::absolute(path).parent_path();
  if (!fs::is_directory(folder, error))
    throw InputError(
        fmt::format("output '{}': folder '{}' does not exist", given, folder.string()));
  if (const std::string why = obstacle(path, force); !why.empty())
    throw InputError(fmt::format("output '{}' {}", given, why));
  try {
    const TemporaryFile probe(path);
  } catch (const StorageError& refusal) {
    throw StorageError(fmt::format("output '{}': {}", given, refusal.what()));
  }
  const fs::space_info space = fs::space(folder, error);
  if (!error && bytes > static_cast<double>(space.available))
    throw StorageError(fmt::format("output '{}' needs {:.4g} MB, its disk has {:.4g} MB free",
                                   given, bytes / 1e6, static_cast<double>(space.available) / 1e6));
  return path;
}

}  // namespace simclr_flow
