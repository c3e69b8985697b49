#include "simclr_flow/io/replace_file.hpp"

#include <fmt/format.h>

#include <fstream>

#include "new_file.hpp"
#include "output_path.hpp"
#include "row_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "temporary_file.hpp"

namespace simclr_flow {

void replace_file(const std::string& given, bool force,
                  const std::function<void(const std::string&)>& write) {
  const std::string path = resolved_output(given);
  std::string why = obstacle_at(path, force);
  if (why.empty() && is_trajectory_file(path)) why = "is a trajectory, which only a run replaces";
  if (!why.empty()) throw InputError(fmt::format("output '{}' {}", shown_name(given), why));
  try {
    const TemporaryFile temporary(path);
    write(temporary.path);
    sync_file(temporary.path);
    RowFile(temporary.path).rename_to(path);
  } catch (const StorageError& error) {
    throw StorageError(fmt::format("output '{}': {}", shown_name(given), error.what()));
  }
}

void replace_text(const std::string& path, bool force, const std::string& text) {
  replace_file(path, force, [&text](const std::string& name) {
    std::ofstream out(name, std::ios::binary);
    if (!(out << text).flush()) throw StorageError("could not be written; is the disk full?");
  });
}

}  // namespace simclr_flow
