#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "byte_file.hpp"

namespace simclr_flow {

/// A ZIP archive of stored members, one after another, of any size: 64-bit records throughout, as
/// NumPy writes them. Private to export. Source: PKWARE's APPNOTE 6.3.9, 4.3 and 4.5.3. All throw
/// StorageError.
class ZipFile {
 public:
  explicit ZipFile(const std::string& path);
  /// Begins a member of so many bytes, dated 1980-01-01: the same numbers give the same file.
  void begin(const std::string& name, std::uint64_t size);
  void write(std::string_view bytes);
  void write(std::span<const double> numbers);
  /// Ends it. Throws std::logic_error if it has not as many bytes as were said.
  void end();
  /// The directory of all members.
  void close();

 private:
  struct Member {
    std::string name;
    std::uint64_t size = 0, at = 0, begun = 0;
    std::uint32_t sum = 0;
  };
  ByteFile file_;
  std::vector<Member> members_;
};

}  // namespace simclr_flow
