#pragma once
// What all one-step methods share: (t, x) and where the last step began. Private to flow.
#include <stdexcept>
#include <utility>

#include "endings.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

/// Saves a state of this flow, or loads one: a state of another size would be read out of bounds.
inline void archive_state(const Flow& flow, State& x, Archive& a) {
  a(x);
  if (a.loading() && x.size() != flow.initial_state().size())
    throw std::runtime_error("a checkpoint holds the state of another flow");
}

class OneStep : public Integrator {
 public:
  explicit OneStep(const StepControl& control) : control_(control) {}

  void start(const Flow& flow, double t, const State& x) override {
    flow_ = &flow;
    t_ = t_old_ = t;
    x_ = x_old_ = x;
    evaluations_ = 0;
    begin();
  }
  Status advance() final {
    State x = x_;
    double t = t_;
    Status status;
    try {
      status = step(x, t);
    } catch (const Cancelled&) {
      status = stopped_by_signal(t_);
    }
    if (status.outcome != Outcome::running) return status;
    flow_->retract(x);
    if (!x.allFinite()) return not_finite_after(t_);
    x_old_ = std::exchange(x_, std::move(x));
    t_old_ = std::exchange(t_, t);
    return status;
  }
  double time() const final { return t_; }
  const State& state() const final { return x_; }
  double step_size() const final { return t_ - t_old_; }
  long rhs_evaluations() const final { return evaluations_; }
  State interpolate(double t) const final {
    if (t == t_) return x_;
    return t == t_old_ ? x_old_ : within(t);
  }
  void archive(const Flow& flow, double, Archive& a) override {
    a(t_)(t_old_);
    archive_state(flow, x_, a);
    archive_state(flow, x_old_, a);
    a(evaluations_);
    if (a.loading()) flow_ = &flow;
  }

 protected:
  /// Called when a run starts afresh.
  virtual void begin() {}
  /// Moves (x, t) by one accepted step; running is success.
  virtual Status step(State& x, double& t) = 0;
  /// The state at a time inside the last step.
  virtual State within(double t) const = 0;

  auto system() const {
    return [this](const State& x, State& dxdt, double) {
      throw_if_cancelled();
      ++evaluations_;
      flow_->rhs(x, dxdt);
      finite_ = finite_ && dxdt.allFinite();
    };
  }

  StepControl control_;
  const Flow* flow_ = nullptr;
  double t_ = 0, t_old_ = 0;
  State x_, x_old_;
  mutable long evaluations_ = 0;
  mutable bool finite_ = true;  ///< every derivative since this was set
};

}  // namespace simclr_flow
