#include "simclr_flow/core/scratch_array.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace simclr_flow {
namespace {

/// The capacities in use: 4, 5, 6 or 7 times a power of 2, in doubles.
std::size_t capacity_of(Index size) {
  const auto wanted = static_cast<std::size_t>(std::max<Index>(size, 64));
  const std::size_t step = std::bit_floor(wanted) / 4;
  return (wanted + step - 1) / step * step;
}

struct Store {
  std::mutex mutex;
  std::map<std::size_t, std::vector<double*>> free;  // by capacity
  std::size_t kept = 0;                              // doubles in all of them
};
constexpr std::size_t most_kept = std::size_t{128} << 17;  // 128 MB

/// Never destroyed: arrays of static objects may come back at the very end.
Store& store() {
  static Store& only = *new Store;
  return only;
}

}  // namespace

ScratchArray::ScratchArray(Index size) : size_(size) {
  const std::size_t capacity = capacity_of(size);
  {
    const std::lock_guard lock(store().mutex);
    std::vector<double*>& free = store().free[capacity];
    if (!free.empty()) {
      data_ = free.back();
      free.pop_back();
      store().kept -= capacity;
      return;
    }
  }
  data_ = static_cast<double*>(std::aligned_alloc(64, capacity * sizeof(double)));
  if (!data_) throw std::bad_alloc();
}

ScratchArray::~ScratchArray() {
  if (!data_) return;
  const std::size_t capacity = capacity_of(size_);
  const std::lock_guard lock(store().mutex);
  try {
    if (store().kept + capacity > most_kept) throw std::bad_alloc();
    store().free[capacity].push_back(data_);
    store().kept += capacity;
  } catch (const std::bad_alloc&) {
    std::free(data_);
  }
}

}  // namespace simclr_flow
