#pragma once
#include <functional>
#include <span>
#include <vector>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

/// Where a run looks and when it ends.
struct RunPlan {
  std::vector<double>
      times;           ///< output times, increasing, the first is the start, the last the end
  long max_steps = 0;  ///< accepted steps after which the run fails; 0 is no bound
  /// Asked after every step; true interrupts the run.
  std::function<bool()> interrupted = [] { return false; };
  /// Told after every step, for progress on a terminal.
  std::function<void(const Integrator&)> stepped = [](const Integrator&) {};
};

struct RunResult {
  Status status;  ///< done, interrupted or failed, with a sentence
  Index steps;    ///< accepted steps
};

/// THE loop: integrates the flow from its initial state over plan.times and shows every observer
/// the snapshot at each of them, interpolated and then retracted.
/// A failed or interrupted run has shown the last state it reached as well, if that is new.
RunResult run(const Flow& flow, Integrator& integrator, const RunPlan& plan,
              std::span<Observer* const> observers);

}  // namespace simclr_flow
