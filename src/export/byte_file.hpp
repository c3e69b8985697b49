#pragma once
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace simclr_flow {

/// A file that is written from its begin to its end. Private to export. All throw StorageError.
class ByteFile {
 public:
  /// Replaces what is there.
  explicit ByteFile(const std::string& path);
  void write(std::string_view bytes);
  /// How many bytes were written.
  std::uint64_t size() const { return size_; }
  /// Writes over bytes that were written before.
  void write_over(std::uint64_t at, std::string_view bytes);
  /// To be called at the end: what is left reaches the disk.
  void close();

 private:
  void require_written();
  std::ofstream out_;
  std::uint64_t size_ = 0;
};

}  // namespace simclr_flow
