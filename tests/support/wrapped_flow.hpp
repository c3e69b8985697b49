#pragma once
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow::test {

/// A flow that does what another does: what derives from it plants one difference.
class WrappedFlow : public Flow {
 public:
  explicit WrappedFlow(const Flow& right) : right_(right) {}
  const Manifold& manifold() const override { return right_.manifold(); }
  State initial_state() const override { return right_.initial_state(); }
  Points outputs(const State& x) const override { return right_.outputs(x); }
  void rhs(const State& x, State& dxdt) const override { right_.rhs(x, dxdt); }
  LinearMap linearise(const State& x) const override { return right_.linearise(x); }
  void retract(State& x) const override { right_.retract(x); }
  bool needs_retraction() const override { return right_.needs_retraction(); }
  State masses(const State& x) const override { return right_.masses(x); }
  FirstOrder first_order(const State& x) const override { return right_.first_order(x); }
  Points output_gradient(const State& x) const override { return right_.output_gradient(x); }
  const LatentEnergy* latent_energy() const override { return right_.latent_energy(); }
  double dissipation(const State& x) const override { return right_.dissipation(x); }
  std::optional<TangentKernel> tangent_kernel(const State& x) const override {
    return right_.tangent_kernel(x);
  }

  State weights(const State& x) const override { return right_.weights(x); }
  const Network* network() const override { return right_.network(); }

 protected:
  const Flow& right_;
};

}  // namespace simclr_flow::test
