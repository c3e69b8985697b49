#include "simclr_flow/core/cancellation.hpp"

#include <atomic>

namespace simclr_flow {
namespace {

std::atomic<bool> cancelled = false;
/// Ticks of the clock; none while it is the largest number.
constexpr auto never = std::chrono::steady_clock::time_point::max().time_since_epoch().count();
std::atomic cancelled_from = never;
static_assert(std::atomic<bool>::is_always_lock_free);  // usable in a signal handler

}  // namespace

void request_cancellation() { cancelled.store(true); }
void withdraw_cancellation() { cancelled.store(false); }

CancellationTime::CancellationTime(std::chrono::steady_clock::time_point time) {
  cancelled_from.store(time.time_since_epoch().count());
}
CancellationTime::~CancellationTime() { cancelled_from.store(never); }

bool is_cancelled() {
  if (cancelled.load(std::memory_order_relaxed)) return true;
  const auto from = cancelled_from.load(std::memory_order_relaxed);
  return from != never && std::chrono::steady_clock::now().time_since_epoch().count() >= from;
}
void throw_if_cancelled() {
  if (is_cancelled()) throw Cancelled{};
}

}  // namespace simclr_flow
