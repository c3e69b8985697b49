// The flows whose state is the latents themselves: particle and kernel flow.
#include <fmt/format.h>

#include "energy_flow.hpp"
#include "simclr_flow/core/error.hpp"
#include "tangent_motion.hpp"
#include "walls.hpp"

namespace simclr_flow {
namespace {

/// x = y with a mobility: y' = -M(y) dE/dy.
class LatentFlow : public EnergyFlow {
 public:
  LatentFlow(LatentEnergy energy, Points start)
      : EnergyFlow(std::move(energy)), start_(std::move(start)) {
    energy_.manifold().retract(start_);
  }

  State initial_state() const override {
    return Eigen::Map<const State>(start_.data(), start_.size());
  }
  Points outputs(const State& x) const override { return points(x, start_.rows()); }

  void rhs(const State& x, State& dxdt) const override { descend(between_walls(x), dxdt); }
  LinearMap linearise(const State& x) const override {
    const Points y = between_walls(x), free = free_at(y);
    return [this, y, free, hessian = energy_.hessian(y)](const State& v) {
      State out;
      apply_mobility(y, hessian(among(free, points(v, y.rows()))), out);
      keep(free, points(out, y.rows()));
      return out;
    };
  }
  double dissipation(const State& x) const override {
    State velocity;
    const Points gradient = descend(between_walls(x), velocity);
    return -velocity.dot(Eigen::Map<const State>(gradient.data(), gradient.size()));
  }

 protected:
  /// out = M(y) g. A mobility that depends on y has a linearise() of its own.
  virtual void mobility(PointsView y, PointsView g, PointsOut out) const = 0;
  const Points& start() const { return start_; }

 private:
  Points between_walls(const State& x) const {
    return simclr_flow::between_walls(energy_.manifold(), points(x, start_.rows()));
  }
  /// The velocity at y, not stopped at walls; returns dE/dy.
  Points force(const Points& y, State& velocity) const {
    Points gradient;
    energy_.evaluate(y, &gradient);
    apply_mobility(y, gradient, velocity);
    return gradient;
  }
  /// The velocity at y; returns dE/dy.
  Points descend(const Points& y, State& velocity) const {
    const Points gradient = force(y, velocity);
    stop_at_walls(energy_.manifold(), y, points(velocity, y.rows()));
    return gradient;
  }
  Points free_at(const Points& y) const {
    if (!has_walls(energy_.manifold())) return {};
    State velocity;
    force(y, velocity);
    return free_coordinates(energy_.manifold(), y, points(velocity, y.rows()));
  }
  /// out = -M(y) g
  void apply_mobility(const Points& y, const Points& g, State& out) const {
    out.resize(g.size());
    mobility(y, g, points(out, g.rows()));
    out = -out;
  }

  Points start_;
};

class ParticleFlow final : public LatentFlow {
 public:
  using LatentFlow::LatentFlow;
  void retract(State& x) const override { energy_.manifold().retract(points(x, start().rows())); }
  bool needs_retraction() const override { return has_normal_form(energy_.manifold()); }

 private:
  void mobility(PointsView, PointsView g, PointsOut out) const override {
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
  std::optional<TangentKernel> tangent_kernel(const State&) const override { return kernel_; }

 private:
  void mobility(PointsView, PointsView g, PointsOut out) const override { kernel_.apply(g, out); }

  TangentKernel kernel_;
};

/// On the sphere: M = P Theta P, which keeps |y| = 1. dE/dy is tangent already.
class IntrinsicKernelFlow final : public LatentFlow {
 public:
  IntrinsicKernelFlow(LatentEnergy energy, Points start, TangentKernel kernel)
      : LatentFlow(std::move(energy), std::move(start)), kernel_(std::move(kernel)) {
    if (!energy_.manifold().facts().directions)
      throw InputError(fmt::format("an intrinsic kernel flow lives on the sphere, not on {}",
                                   energy_.manifold().name()));
  }
  void retract(State& x) const override { energy_.manifold().retract(points(x, start().rows())); }
  bool needs_retraction() const override { return true; }

  LinearMap linearise(const State& x) const override {
    const Points y = points(x, start().rows());
    Points gradient, force(y.rows(), y.cols());
    energy_.evaluate(y, &gradient);
    kernel_.apply(gradient, force);
    return [this, y, force, hessian = energy_.hessian(y)](const State& v) {
      const Points step = points(v, y.rows());
      Points moved(y.rows(), y.cols());
      kernel_.apply(hessian(step), moved);
      moved = projected(energy_.manifold(), y, moved) +
              projection_derivative(energy_.manifold(), y, step, force);
      return State(-Eigen::Map<const State>(moved.data(), moved.size()));
    };
  }

  std::optional<TangentKernel> tangent_kernel(const State& x) const override {
    return tangent_part(kernel_, energy_.manifold().ambient(points(x, start().rows())));
  }

 private:
  void mobility(PointsView y, PointsView g, PointsOut out) const override {
    kernel_.apply(g, out);
    energy_.manifold().project_tangent(energy_.manifold().ambient(y), out);
  }

  TangentKernel kernel_;
};

}  // namespace

std::unique_ptr<Flow> make_particle_flow(LatentEnergy energy, Points start) {
  return std::make_unique<ParticleFlow>(std::move(energy), std::move(start));
}

std::unique_ptr<Flow> make_kernel_flow(LatentEnergy energy, Points start, TangentKernel kernel,
                                       KernelForm form) {
  if (form == KernelForm::intrinsic)
    return std::make_unique<IntrinsicKernelFlow>(std::move(energy), std::move(start),
                                                 std::move(kernel));
  return std::make_unique<KernelFlow>(std::move(energy), std::move(start), std::move(kernel));
}

}  // namespace simclr_flow
