#pragma once
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace simclr_flow::test {

/// Where a test may write a file, which goes with it.
struct OutputFile {
  explicit OutputFile(const char* name)
      : path((std::filesystem::temp_directory_path() / fmt::format("{}-{}.h5", name, ::getpid()))
                 .string()) {}
  ~OutputFile() { std::filesystem::remove(path); }
  std::string path;
};

}  // namespace simclr_flow::test
