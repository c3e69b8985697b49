#pragma once
#include <stdexcept>

namespace simclr_flow {

/// The input (configuration, data file, command line) cannot be used: exit code 2.
/// The message is one sentence: what, where (file, line, key), what was given, what is allowed.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Storage failed while a run was writing: exit code 4. The message names the path.
struct StorageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace simclr_flow
