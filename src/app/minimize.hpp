#pragma once
// Studies of minimizers on their way into a file.
#include "run_options.hpp"
#include "simclr_flow/study/study.hpp"

namespace simclr_flow {

/// A study without ends; stored.path is where it would go. Reads, validates and builds; writes
/// nothing. Throws InputError.
Study new_study(const RunOptions& options);

/// Goes on with the study of a file (options.config) until all its starts have ended; an exit code.
int resume_study(const RunOptions& options);

}  // namespace simclr_flow
