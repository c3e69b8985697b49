#pragma once
// Bytes of files of data, in their order. Private to data.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/core/error.hpp"

struct gzFile_s;

namespace simclr_flow {

/// The bytes of a file or pipe; of a gzip file those that it holds, at most `largest_unpacked`.
class InputBytes {
 public:
  /// Of gzip files and pipes, whose size nothing bounds before they are read.
  static constexpr std::uint64_t largest_unpacked = std::uint64_t{1} << 31;

  /// Throws InputError with the file's name for what cannot be read, and, before it unpacks any,
  /// for a gzip file that says to hold more.
  explicit InputBytes(const std::string& file);

  const std::string& file() const { return file_; }
  /// The first bytes that are not taken yet, as many as asked for if there are so many; at most
  /// 65536.
  std::string_view peek(std::size_t count);
  /// Takes so many bytes. Throws InputError, "is truncated", if there are fewer.
  void take(void* to, std::size_t count);
  /// The same, false if there are fewer.
  bool try_take(void* to, std::size_t count);
  /// Takes a line without its end, \n or \r\n; false at the end of the file. Throws InputError for
  /// a line of more than 2^26 bytes.
  bool take_line(std::string& line);
  bool at_end() { return peek(1).empty(); }

  /// InputError: "data file 'x' " and the complaint.
  [[noreturn]] void refuse(const std::string& complaint) const;
  /// What the body gives; what it complains of, with the file's name.
  template <class Body>
  auto named(const Body& body) const {
    try {
      return body();
    } catch (const InputError& error) {
      refuse(error.what());
    }
  }

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };
  /// Reads on behind what the buffer holds; false at the end.
  bool fill();
  void check_declared_size() const;

  std::string file_;
  std::unique_ptr<gzFile_s, Close> in_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t read_ = 0;
  bool bounded_ = false;
};

}  // namespace simclr_flow
