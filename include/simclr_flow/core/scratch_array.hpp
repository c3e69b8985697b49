#pragma once
#include <utility>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// `size` doubles on a cache line, not initialised: working memory that an evaluation asks for
/// again and again. What is given back is kept by the process, up to 128 MB in all, and handed out
/// to the next that asks for about as much, on any thread: fresh pages from the system would cost
/// more than the sums themselves. Holds at most a quarter more than was asked for, and room for 64.
/// Throws std::bad_alloc.
class ScratchArray {
 public:
  ScratchArray() = default;
  explicit ScratchArray(Index size);
  ScratchArray(ScratchArray&& other) noexcept { swap(other); }
  ScratchArray& operator=(ScratchArray&& other) noexcept {
    ScratchArray(static_cast<ScratchArray&&>(other)).swap(*this);
    return *this;
  }
  ~ScratchArray();

  double* data() const { return data_; }
  Index size() const { return size_; }

 private:
  void swap(ScratchArray& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  double* data_ = nullptr;
  Index size_ = 0;
};

}  // namespace simclr_flow
