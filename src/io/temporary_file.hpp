#pragma once
#include <unistd.h>

#include <string>

#include "row_file.hpp"

namespace simclr_flow {

/// A temporary file beside the real one, removed unless it was renamed away. Private to io.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& beside) : path(make_temporary_beside(beside)) {}
  ~TemporaryFile() { ::unlink(path.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path;
};

}  // namespace simclr_flow
