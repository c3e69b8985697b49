// The flows whose state is the latents themselves: particle and kernel flow.
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {
namespace {

/// x = y with a constant mobility: y' = -M dE/dy.
class LatentFlow : public Flow {
 public:
  LatentFlow(LatentEnergy energy, Points start)
      : Flow(std::move(energy)), start_(std::move(start)) {
    energy_.manifold().retract(start_);
  }

  State initial_state() const override {
    return Eigen::Map<const State>(start_.data(), start_.size());
  }
  Points outputs(const State& x) const override { return points(x, start_.rows()); }

  void rhs(const State& x, State& dxdt) const override {
    Points gradient;
    energy_.evaluate(points(x, start_.rows()), &gradient);
    descend(gradient, dxdt);
  }
  LinearMap linearise(const State& x) const override {
    return [this, hessian = energy_.hessian(points(x, start_.rows()))](const State& v) {
      State out;
      descend(hessian(points(v, start_.rows())), out);
      return out;
    };
  }
  double dissipation(const State& x) const override {
    Points gradient;
    energy_.evaluate(points(x, start_.rows()), &gradient);
    State velocity;
    descend(gradient, velocity);
    return -velocity.dot(Eigen::Map<const State>(gradient.data(), gradient.size()));
  }

 protected:
  /// out = M g.
  virtual void mobility(PointsView g, PointsOut out) const = 0;
  const Points& start() const { return start_; }

 private:
  void descend(const Points& gradient, State& dxdt) const {
    dxdt.resize(gradient.size());
    mobility(gradient, points(dxdt, gradient.rows()));
    dxdt = -dxdt;
  }

  Points start_;
};

class ParticleFlow final : public LatentFlow {
 public:
  using LatentFlow::LatentFlow;
  void retract(State& x) const override { energy_.manifold().retract(points(x, start().rows())); }
  bool needs_retraction() const override {
    return energy_.manifold().coordinate_dim() != energy_.manifold().dimension();
  }

 private:
  void mobility(PointsView g, PointsOut out) const override {
    out = g * energy_.inverse_masses(g.cols()).asDiagonal();
  }
};

/// On the sphere y is a raw output: its length is part of the dynamics and is never retracted.
class KernelFlow final : public LatentFlow {
 public:
  KernelFlow(LatentEnergy energy, Points start, TangentKernel kernel)
      : LatentFlow(std::move(energy), std::move(start)), kernel_(std::move(kernel)) {}
  void retract(State&) const override {}
  bool needs_retraction() const override { return false; }

 private:
  void mobility(PointsView g, PointsOut out) const override { kernel_.apply(g, out); }

  TangentKernel kernel_;
};

}  // namespace

std::unique_ptr<Flow> make_particle_flow(LatentEnergy energy, Points start) {
  return std::make_unique<ParticleFlow>(std::move(energy), std::move(start));
}

std::unique_ptr<Flow> make_kernel_flow(LatentEnergy energy, Points start, TangentKernel kernel) {
  return std::make_unique<KernelFlow>(std::move(energy), std::move(start), std::move(kernel));
}

}  // namespace simclr_flow
