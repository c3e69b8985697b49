#include "byte_file.hpp"

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

ByteFile::ByteFile(const std::string& path) : out_(path, std::ios::binary) { require_written(); }

void ByteFile::require_written() {
  if (!out_) throw StorageError("could not be written; is the disk full?");
}

void ByteFile::write(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  size_ += bytes.size();
  require_written();
}

void ByteFile::write_over(std::uint64_t at, std::string_view bytes) {
  out_.seekp(static_cast<std::streamoff>(at));
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out_.seekp(0, std::ios::end);
  require_written();
}

void ByteFile::close() {
  out_.close();
  require_written();
}

}  // namespace simclr_flow
