#include "input_bytes.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "simclr_flow/core/readable.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16;

/// Whether a regular file begins as gzip files do.
bool is_gzip(const std::string& file) {
  char magic[2] = {};
  std::ifstream in(file, std::ios::binary);
  return in.read(magic, 2) && magic[0] == '\x1f' && magic[1] == '\x8b';
}

/// The size that a gzip file says to hold, modulo 2^32: its last four bytes.
std::uint64_t declared_size(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<unsigned char, 4> last{};
  in.seekg(-4, std::ios::end);
  in.read(reinterpret_cast<char*>(last.data()), 4);
  if (!in) return 0;  // too short: zlib tells what is wrong
  return std::uint64_t{last[3]} << 24 | std::uint64_t{last[2]} << 16 | std::uint64_t{last[1]} << 8 |
         last[0];
}

}  // namespace

void InputBytes::Close::operator()(gzFile_s* file) const { gzclose(file); }

InputBytes::InputBytes(const std::string& file) : file_(file), buffer_(buffer_size) {
  if (const std::string why = obstacle_to_reading(file, Access::in_order); !why.empty())
    refuse(why);
  std::error_code ignored;
  const bool regular = std::filesystem::is_regular_file(file, ignored);
  const bool compressed = regular && is_gzip(file);
  bounded_ = !regular || compressed;
  if (compressed) check_declared_size();
  in_.reset(gzopen(file.c_str(), "rb"));
  if (!in_) refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
}

void InputBytes::check_declared_size() const {
  // A byte of deflate stands for at most 1032.
  const std::uint64_t declared = declared_size(file_), size = std::filesystem::file_size(file_);
  if (declared > 1032 * size) refuse("is truncated or damaged: its end says more than it can hold");
  if (declared > largest_unpacked)
    refuse(fmt::format("holds {:.3g} GB, says its end, of which at most {:.3g} are unpacked",
                       static_cast<double>(declared) / 1e9,
                       static_cast<double>(largest_unpacked) / 1e9));
}

bool InputBytes::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return false;
  const int got =
      gzread(in_.get(), buffer_.data() + end_, static_cast<unsigned>(buffer_.size() - end_));
  int error = Z_OK;
  gzerror(in_.get(), &error);
  if (got < 0 || (error != Z_OK && error != Z_STREAM_END)) refuse("is truncated or damaged");
  read_ += static_cast<std::uint64_t>(got);
  if (bounded_ && read_ > largest_unpacked)
    refuse(fmt::format("holds more than the {:.3g} GB that are read of a gzip file or a pipe",
                       static_cast<double>(largest_unpacked) / 1e9));
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

std::string_view InputBytes::peek(std::size_t count) {
  while (end_ - begin_ < std::min(count, buffer_.size()) && fill()) {
  }
  return {buffer_.data() + begin_, std::min(count, end_ - begin_)};
}

void InputBytes::take(void* to, std::size_t count) {
  if (!try_take(to, count)) refuse("is truncated");
}

bool InputBytes::try_take(void* to, std::size_t count) {
  auto* bytes = static_cast<char*>(to);
  while (count > 0) {
    const std::string_view next = peek(std::min(count, buffer_size));
    if (next.empty()) return false;
    std::memcpy(bytes, next.data(), next.size());
    bytes += next.size();
    begin_ += next.size();
    count -= next.size();
  }
  return true;
}

bool InputBytes::take_line(std::string& line) {
  constexpr std::size_t longest = std::size_t{1} << 26;
  line.clear();
  if (at_end()) return false;
  while (true) {
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t stop = rest.find('\n');
    line.append(rest.substr(0, stop));
    if (line.size() > longest) refuse("is no table of text: it has a line of more than 64 MB");
    begin_ += std::min(stop == std::string_view::npos ? rest.size() : stop + 1, rest.size());
    if (stop != std::string_view::npos || at_end()) break;
  }
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

void InputBytes::refuse(const std::string& complaint) const {
  throw InputError(fmt::format("data file '{}' {}", shown_name(file_), complaint));
}

}  // namespace simclr_flow
