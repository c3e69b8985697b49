#pragma once
// What HDF5 does with a damaged file. Private to io.
#include <string>

namespace simclr_flow::hdf5 {

/// While it lives, a signal that HDF5 dies of - it trusts some of the bytes that it reads, in ways
/// that no caller can check before - ends the program with a sentence that names the file, and exit
/// code 2 as any input that cannot be used. May be nested.
class ReadingGuard {
 public:
  explicit ReadingGuard(const std::string& path);
  ~ReadingGuard();
  ReadingGuard(const ReadingGuard&) = delete;
  ReadingGuard& operator=(const ReadingGuard&) = delete;

 private:
  std::string before_;
};

}  // namespace simclr_flow::hdf5
