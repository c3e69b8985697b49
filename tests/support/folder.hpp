#pragma once
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace simclr_flow::test {

/// A folder that goes with the test.
struct Folder {
  Folder()
      : path(std::filesystem::temp_directory_path() /
             ("simclr-flow-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  /// Compressed if the name ends in .gz.
  std::string write(const std::string& name, const std::string& bytes) const {
    if (name.ends_with(".gz")) {
      gzFile out = gzopen(file(name).c_str(), "wb");
      gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
      gzclose(out);
    } else {
      std::ofstream(file(name), std::ios::binary) << bytes;
    }
    return file(name);
  }
  std::filesystem::path path;
};

}  // namespace simclr_flow::test
