#pragma once
#include <optional>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// A snapshot of a flow at a state x. Private to flow.
class FlowSnapshot final : public Snapshot {
 public:
  FlowSnapshot(const Flow& flow, Index step, double time, State x)
      : flow_(flow), step_(step), time_(time), x_(std::move(x)) {
    if (flow.needs_retraction()) {
      const State raw = x_;
      flow.retract(x_);
      drift_ = (x_ - raw).cwiseAbs().maxCoeff();
    }
  }

  Index step() const override { return step_; }
  double time() const override { return time_; }
  const State& state() const override { return x_; }
  const Points& outputs() const override {
    if (!outputs_) outputs_ = flow_.outputs(x_);
    return *outputs_;
  }
  const Points& latents() const override {
    if (!latents_) latents_ = flow_.manifold().ambient(outputs());
    return *latents_;
  }
  State weights() const override { return flow_.weights(x_); }
  double energy() const override { return first_order().energy; }
  double gradient_norm() const override { return first_order().gradient_norm; }
  double dissipation() const override {
    if (!dissipation_) dissipation_ = flow_.dissipation(x_);
    return *dissipation_;
  }
  double drift() const override { return drift_; }

 private:
  const FirstOrder& first_order() const {
    if (!first_order_) first_order_ = flow_.first_order(x_);
    return *first_order_;
  }

  const Flow& flow_;
  Index step_;
  double time_;
  State x_;
  double drift_ = 0;
  mutable std::optional<Points> outputs_, latents_;
  mutable std::optional<FirstOrder> first_order_;
  mutable std::optional<double> dissipation_;
};

}  // namespace simclr_flow
