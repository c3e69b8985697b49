#pragma once
#include <limits>
#include <optional>

#include "simclr_flow/core/archive.hpp"
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A flow's state at one time, as observers see it: in normal form (retracted). What costs an
/// evaluation of the energy is computed when first asked for. References hold while the snapshot
/// does.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual Index step() const = 0;  ///< accepted steps so far
  virtual double time() const = 0;
  virtual const State& state() const = 0;     ///< of the flow
  virtual const Points& outputs() const = 0;  ///< raw coordinates y, coordinate_dim×N
  virtual const Points& latents() const = 0;  ///< ambient points z, d×N
  virtual State weights() const = 0;          ///< parameters of a network flow, else empty
  virtual double energy() const = 0;
  virtual double gradient_norm() const = 0;  ///< LatentEnergy::gradient_norm
  virtual double dissipation() const = 0;    ///< -dE/dt
  /// Largest distance of the state from its normal form, before it was brought to it.
  virtual double drift() const = 0;
};

/// Watches a flow: writers, progress, audits and stopping rules are observers of the one loop.
class Observer {
 public:
  virtual ~Observer() = default;
  /// The next time at which it wants a snapshot; +infinity for none.
  virtual double next_time() const { return std::numeric_limits<double>::infinity(); }
  /// The snapshot at next_time(), which must grow by this call.
  virtual void observe(const Snapshot&) {}
  /// Whether it keeps something of the end of this step; what is not finite is not kept.
  virtual bool keeps_step(Index) const { return false; }
  /// The end of every accepted step but one that passes the end of the run; a status ends the run.
  /// May be told of a step again after a resume if the work of a later observer was cancelled.
  virtual std::optional<Status> stepped(const Snapshot&) { return std::nullopt; }
  /// What stepped() said of its last step, asked again when a run goes on from there.
  virtual std::optional<Status> verdict(const Snapshot&) const { return std::nullopt; }
  /// The last state of a run that is done or failed, if it is finite.
  virtual void ended(const Snapshot&) {}
  /// Saves or loads what a resumed run needs to go on as if it had not stopped.
  virtual void archive(Archive&) {}
};

}  // namespace simclr_flow
