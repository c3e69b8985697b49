#pragma once
#include <exception>
#include <string>

namespace simclr_flow {

/// Whose fault an error is.
enum class Fault {
  input,       ///< InputError: of what was given
  storage,     ///< StorageError, std::system_error: of a disk, a stream or the system
  memory,      ///< std::bad_alloc: there is not enough of it
  computation  ///< any other: of what was computed
};

Fault fault_of(const std::exception& error);

/// What an error tells people: its message on one line, or a sentence about the memory.
std::string sentence_of(const std::exception& error);

}  // namespace simclr_flow
