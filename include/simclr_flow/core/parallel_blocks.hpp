#pragma once
#include <algorithm>
#include <functional>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// How many threads parallel_blocks may use: by default the processors this process may run on, or
/// the environment variable SIMCLR_FLOW_THREADS (1 to 1024; anything else but an empty one throws
/// InputError); fewer where memory has no room for the stacks of so many and their buffers for
/// products (std::bad_alloc where it has none for one). The first call makes both ready: programs
/// that limit their memory call it before anything else that computes.
Index thread_count();

/// Sets it, for every later call. Not to be called while blocks run. Throws InputError unless 1 <=
/// count <= 1024.
void set_thread_count(Index count);

/// Calls body(block, slot) once for each block = 0, ..., count - 1, in any order, on up to
/// thread_count() threads. Calls that run at the same time have different slots in [0,
/// thread_count()), so that body may keep a workspace for each slot. A single block runs on the
/// calling thread.
///
/// Results do not depend on the number of threads if each block writes only what is its own and
/// partial sums are combined in block order afterwards. What body throws is thrown to the caller;
/// between blocks Cancelled is, once cancellation was requested.
void parallel_blocks(Index count, const std::function<void(Index block, Index slot)>& body);

/// The same for ranges [begin, end) of the numbers below `count`, of `size` each but the last.
inline void parallel_ranges(Index count, Index size,
                            const std::function<void(Index begin, Index end)>& body) {
  parallel_blocks((count + size - 1) / size, [&](Index block, Index) {
    body(block * size, std::min(count, (block + 1) * size));
  });
}

}  // namespace simclr_flow
