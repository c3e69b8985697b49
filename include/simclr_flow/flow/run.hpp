#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

class Run;

/// How far a run goes.
struct RunPlan {
  double end = 1;      ///< model time
  long max_steps = 0;  ///< accepted steps after which the run fails; 0 is no bound
  /// Asked before every step; true interrupts the run.
  std::function<bool()> interrupted = [] { return false; };
  /// Called after every step, when all rows up to its end were shown, and once more, with `last`,
  /// when no step follows: what checkpoint() then gives goes on from exactly here.
  std::function<void(Run& run, bool last)> at_rest = [](Run&, bool) {};
};

struct RunResult {
  Status status;  ///< done, interrupted or failed, with a sentence
  Index steps;    ///< accepted steps
};

/// THE loop: integrates a flow to plan.end and shows its observers what they ask for, interpolated
/// and then retracted. Neither the observers nor the end alter a step: the last step may pass the
/// end. The last state (at the end, at a stop by an observer, before a failure) is shown to all
/// observers if it is finite; an interrupted run is not at its end, and its checkpoint is all it
/// leaves. A flow, integrator and observers must outlive the run.
class Run {
 public:
  Run(const Flow& flow, Integrator& integrator, RunPlan plan, std::span<Observer* const> observers);

  /// Runs from the flow's initial state, or on from a restored checkpoint. Cancelled work
  /// (core/cancellation.hpp) interrupts it; whatever a flow, an integrator or an observer throws
  /// ends it as failed, with what that says as its reason. StorageError, std::system_error and
  /// std::bad_alloc pass through.
  RunResult go();

  /// Everything needed to go on; before go(), of the start. All checkpoints of a flow, a method and
  /// a set of observers have one size.
  std::vector<std::byte> checkpoint();
  /// Instead of a fresh start. Throws std::runtime_error for bytes of another size than those of
  /// checkpoint(), or with a state of another flow. Which method wrote them is not recorded:
  /// methods with the same memory (euler and rk4; the adaptive one-step ones; adams and bdf) read
  /// each other's.
  void restore(std::span<const std::byte> bytes);

  Index steps() const { return step_; }
  const Integrator& integrator() const { return integrator_; }

 private:
  void begin();
  Status integrate();
  std::optional<Status> show_due();
  std::optional<Status> see_step();
  Status show_last();
  template <class Work>
  Status end_of(const Work& work) const;
  void archive(Archive& a);

  const Flow& flow_;
  Integrator& integrator_;
  RunPlan plan_;
  std::vector<Observer*> observers_;
  bool begun_ = false;
  Index step_ = 0;
  Index seen_ = 0;    ///< the last step that stepped() was told of
  double shown_ = 0;  ///< everything up to this time was shown
};

}  // namespace simclr_flow
