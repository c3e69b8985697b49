#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// How many of so many threads, one or more, can form products of matrices at once in the memory
/// that is left: there is room for their stacks, and OpenBLAS's buffers for them are mapped from
/// here on (for 128 at most, which count as all). Throws std::bad_alloc if not even one thread can.
///
/// A product for which there is no buffer waits for one for ever (OpenBLAS asks for it again and
/// again), and on 64-bit x86 a buffer takes 128 MB of addresses: a limit of them, `ulimit -v`, is
/// reached by few. No product may run meanwhile.
Index reserve_product_buffers(Index threads);

}  // namespace simclr_flow
