#pragma once
#include <string>
#include <vector>

#include "judged.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {

/// Why rules for smooth motions say nothing of a probe.
enum class ProbeLack {
  none,
  turning,    ///< the velocity changes wholly
  meeting,    ///< latents meet or part, where the kernel has a kink or a pole
  long_steps  ///< a fixed step changes the velocity by more than half, or did and not yet a tenth
};

/// Of these probes, in the order of time. After a fixed step that was too long states are wherever
/// it left them, and interpolated: until steps are short again.
std::vector<ProbeLack> lacks_of_rules(const Judged& judged, const StatedFlow& stated,
                                      const std::vector<std::size_t>& probes);
/// In words, where no probe is left to judge.
std::string told(const std::vector<ProbeLack>& lacks);

}  // namespace simclr_flow
