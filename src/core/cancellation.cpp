#include "simclr_flow/core/cancellation.hpp"

#include <atomic>

namespace simclr_flow {
namespace {

std::atomic<bool> cancelled = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // usable in a signal handler

}  // namespace

void request_cancellation() { cancelled.store(true); }
bool is_cancelled() { return cancelled.load(std::memory_order_relaxed); }
void throw_if_cancelled() {
  if (is_cancelled()) throw Cancelled{};
}

}  // namespace simclr_flow
