#pragma once
// Where the laws of flows are looked at.
#include <doctest/doctest.h>

#include "simclr_flow/flow/flow_laws.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

/// Off the start, where a network is no longer at its initial weights.
inline State somewhere(const Flow& flow) {
  const State start = flow.initial_state();
  return start + 0.1 * random_state(start.size(), 11);
}

}  // namespace simclr_flow::test
