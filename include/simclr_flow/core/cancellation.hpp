#pragma once
#include <chrono>

namespace simclr_flow {

/// Thrown out of work that was cancelled; no error.
struct Cancelled {};

/// Cancels the long computations of this process: pair sums, right-hand sides and measures throw
/// Cancelled at their next block of work. For signal handlers: does nothing else.
void request_cancellation();
/// Lets computations go on again, in a process that outlives the work that was cancelled.
void withdraw_cancellation();
/// Cancels them likewise from a time on, as long as the object lives. One at a time.
class CancellationTime {
 public:
  explicit CancellationTime(std::chrono::steady_clock::time_point time);
  ~CancellationTime();
  CancellationTime(const CancellationTime&) = delete;
  CancellationTime& operator=(const CancellationTime&) = delete;
};
bool is_cancelled();
void throw_if_cancelled();

}  // namespace simclr_flow
