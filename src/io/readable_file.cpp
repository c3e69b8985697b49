// Files that HDF5 opens, and why it does not open one.

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "hdf5.hpp"

namespace simclr_flow::hdf5 {
namespace {

using Bytes = std::array<unsigned char, 64>;

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";

/// A number of `size` bytes, the lowest first.
std::uint64_t number_at(const Bytes& bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t k = size; k-- > 0;) number = number << 8 | bytes[at + k];
  return number;
}

/// The address after the last byte of the file, which follows two other addresses.
std::optional<std::uint64_t> end_of_file(const Bytes& bytes) {
  const unsigned version = bytes[8];
  if (version > 3) return std::nullopt;
  const std::size_t size = bytes[version < 2 ? 13 : 9];
  if (size != 2 && size != 4 && size != 8) return std::nullopt;
  const std::size_t addresses = version == 0 ? 24 : version == 1 ? 28 : 12;
  return number_at(bytes, addresses + 2 * size, size);
}

/// "is truncated: 1000 bytes of 34816" of a file that is shorter than its superblock (versions 0 to
/// 3 of the HDF5 File Format Specification, III.A) says; "" of any other.
std::string truncation(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  Bytes bytes{};
  file.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (failed || !head.starts_with(signature)) return "";
  const auto end = end_of_file(bytes);
  if (!end || size >= *end) return "";
  return fmt::format("is truncated: {} bytes of {}", size, *end);
}

hid_t open_to_read(const std::string& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, file_access());
  if (file >= 0) return file;
  if (const std::string why = truncation(path); !why.empty()) throw StorageError("it " + why);
  return file;
}

}  // namespace

ReadableFile::ReadableFile(const std::string& path)
    : guard_(path), file_(open_to_read(path), H5Fclose, "'" + path + "'") {}

}  // namespace simclr_flow::hdf5
