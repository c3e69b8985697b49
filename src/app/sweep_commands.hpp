#pragma once
// What a sweep can do at its points.
#include <span>
#include <string_view>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

struct SweepCommand {
  std::string_view name, summary;
  std::string_view ending;  ///< of a point's output
  /// Makes options.output, or goes on with the one that is there; an exit code.
  int (*run)(const RunOptions& options);
  /// What an output says: its state and the columns of the table.
  ReadPoint read;
};

/// src/app/sweep_commands.cpp
std::span<const SweepCommand> sweep_commands();

/// Throws InputError with the names there are.
const SweepCommand& sweep_command_named(const std::string& name);

}  // namespace simclr_flow
