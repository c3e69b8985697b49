#pragma once
#include "judged.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {

/// Whether the kernel is singular where latents coincide - a kink or a pole - and some pair of
/// latents at x would change its difference by more than all of it within a time: their velocity jumps
/// or diverges as they meet, and no rule for smooth motions holds. O(N^2 d) beside a velocity.
bool has_meeting_pairs(const Judged& judged, const StatedFlow& stated, const State& x, double time);

}  // namespace simclr_flow
