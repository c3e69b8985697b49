#pragma once

namespace simclr_flow {

/// Thrown out of work that was cancelled; no error.
struct Cancelled {};

/// Cancels the long computations of this process: pair sums, right-hand sides and measures throw
/// Cancelled at their next block of work. For signal handlers: does nothing else. For good.
void request_cancellation();
bool is_cancelled();
void throw_if_cancelled();

}  // namespace simclr_flow
