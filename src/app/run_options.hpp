#pragma once
// What the options of `run`, `check` and `minimize` ask for.
#include <string>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow {

/// The options with the text of their configuration, which is read once: it may come from a pipe.
RunOptions with_config_text(RunOptions options);

/// The configuration that they give.
record::Source source_of(const RunOptions& options);
RunConfig read_config(const RunOptions& options);

/// Reads, validates and builds; throws InputError for anything unusable. Writes nothing.
record::Setup prepare(const RunOptions& options);

/// The trajectory file that a run of the options writes.
std::string output_of(const RunOptions& options);

}  // namespace simclr_flow
