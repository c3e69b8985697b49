#pragma once
#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The bytes of a checkpoint. One function names the members of an object in one order and so
/// serves saving and loading alike:
///
///   void archive(Archive& a) { a(time_)(state_)(count_); }
///
/// Numbers are stored as they lie in memory (little-endian, 8-byte doubles): what is loaded equals
/// what was saved bit for bit. A State is preceded by its size. Loading past the end, or a size
/// that the bytes cannot hold, throws std::runtime_error.
class Archive {
 public:
  /// Saves into bytes().
  Archive() = default;
  /// Loads from these bytes.
  explicit Archive(std::span<const std::byte> bytes)
      : bytes_(bytes.begin(), bytes.end()), loading_(true) {}

  bool loading() const { return loading_; }
  const std::vector<std::byte>& bytes() const { return bytes_; }

  template <class T>
  requires std::is_arithmetic_v<T> Archive& operator()(T& value) {
    return exchange(&value, sizeof value);
  }
  Archive& operator()(State& x) {
    Index size = x.size();
    (*this)(size);
    if (loading_) {
      if (size < 0 || static_cast<std::size_t>(size) > (bytes_.size() - read_) / sizeof(double))
        throw std::runtime_error("a checkpoint ends before its state does");
      x.resize(size);
    }
    return exchange(x.data(), static_cast<std::size_t>(size) * sizeof(double));
  }

 private:
  Archive& exchange(void* value, std::size_t size) {
    if (size == 0) return *this;
    if (!loading_) {
      const auto* first = static_cast<const std::byte*>(value);
      bytes_.insert(bytes_.end(), first, first + size);
      return *this;
    }
    if (size > bytes_.size() - read_) throw std::runtime_error("a checkpoint ends too early");
    std::memcpy(value, bytes_.data() + read_, size);
    read_ += size;
    return *this;
  }

  std::vector<std::byte> bytes_;
  std::size_t read_ = 0;
  bool loading_ = false;
};

}  // namespace simclr_flow
