#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "output_path.hpp"
#include "row_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "temporary_file.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

/// What stands in the way of a trajectory at a path, or nothing.
std::string obstacle(const std::string& path, bool force) {
  if (const std::string why = obstacle_at(path, force); !why.empty()) return why;
  std::error_code error;
  if (!fs::exists(path, error)) return "";
  if (!is_trajectory_file(path)) return "exists and is no trajectory: --force replaces those only";
  return is_being_written(path) ? "is being written by another program" : "";
}

}  // namespace

std::string check_output(const std::string& given, bool force, double bytes) {
  const std::string path = resolved_output(given);
  if (const std::string why = obstacle(path, force); !why.empty())
    throw InputError(fmt::format("output '{}' {}", shown_name(given), why));
  try {
    const TemporaryFile probe(path);
  } catch (const StorageError& refusal) {
    throw StorageError(fmt::format("output '{}': {}", shown_name(given), refusal.what()));
  }
  std::error_code error;
  const fs::space_info space = fs::space(folder_of(path), error);
  if (!error && bytes > static_cast<double>(space.available))
    throw StorageError(fmt::format("output '{}' needs {:.4g} MB, its disk has {:.4g} MB free",
                                   given, bytes / 1e6, static_cast<double>(space.available) / 1e6));
  return path;
}

}  // namespace simclr_flow
