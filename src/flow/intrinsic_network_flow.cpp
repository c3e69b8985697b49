#include <fmt/format.h>

#include "energy_flow.hpp"
#include "simclr_flow/core/error.hpp"
#include "tangent_motion.hpp"

namespace simclr_flow {
namespace {

/// x = (w, z): latents move along the sphere as the network's outputs do, and their lengths stay.
class IntrinsicNetworkFlow final : public EnergyFlow {
 public:
  IntrinsicNetworkFlow(LatentEnergy energy, Points start, Network network, State weights,
                       Points inputs)
      : EnergyFlow(std::move(energy)),
        network_(std::move(network)),
        weights_(std::move(weights)),
        start_(std::move(start)),
        inputs_(std::move(inputs)) {
    if (!energy_.manifold().facts().directions)
      throw InputError(fmt::format("an intrinsic network flow lives on the sphere, not on {}",
                                   energy_.manifold().name()));
    energy_.manifold().retract(start_);
  }

  State initial_state() const override { return joined(weights_, start_); }
  Points outputs(const State& x) const override { return points(latents(x), start_.rows()); }

  void rhs(const State& x, State& dxdt) const override {
    const Points y = outputs(x);
    const State w = weights(x);
    Network::Tape tape(1);
    network_.forward(w, inputs_, tape);
    const State w_dot = velocity_of_weights(w, y, tape);
    dxdt = joined(w_dot, tangent(y, network_.jvp(w, w_dot, inputs_, tape).outputs));
  }

  LinearMap linearise(const State& x) const override {
    const Points y = outputs(x);
    const State w = weights(x);
    Network::Tape tape(2);
    network_.forward(w, inputs_, tape);
    Points gradient;
    energy_.evaluate(y, &gradient);
    const State w_dot = velocity_of_weights(w, y, tape);
    const Network::Motion along = network_.jvp(w, w_dot, inputs_, tape);
    return [this, y, w, gradient, w_dot, along, tape = std::move(tape),
            hessian = energy_.hessian(y)](const State& v) {
      const State moved = weights(v);
      const Points step = outputs(v);
      const Network::Motion motion = network_.jvp(w, moved, inputs_, tape);
      State w_change;
      network_.vjp_derivative(w, moved, motion, inputs_, tape, gradient, hessian(step), w_change);
      w_change *= -network_.mobility();
      const Points y_change =
          network_.jvp(w, w_change, inputs_, tape).outputs +
          network_.jvp_derivative(w, {w_dot, along}, {moved, motion}, inputs_, tape);
      const Points turned = projection_derivative(energy_.manifold(), y, step, along.outputs);
      return joined(w_change, tangent(y, y_change) + turned);
    };
  }

  double dissipation(const State& x) const override {
    Network::Tape tape = network_.lean_tape();
    network_.forward(weights(x), inputs_, tape);
    return velocity_of_weights(weights(x), outputs(x), tape).squaredNorm() / network_.mobility();
  }

  void retract(State& x) const override {
    Points y = outputs(x);
    energy_.manifold().retract(y);
    x.tail(y.size()) = Eigen::Map<const State>(y.data(), y.size());
  }
  bool needs_retraction() const override { return true; }
  State weights(const State& x) const override { return x.head(weights_.size()); }
  const Network* network() const override { return &network_; }
  std::optional<TangentKernel> tangent_kernel(const State& x) const override {
    return tangent_part(empirical_tangent_kernel(network_, weights(x), inputs_),
                        energy_.manifold().ambient(outputs(x)));
  }

 private:
  static State joined(const State& w, const Points& y) {
    State x(w.size() + y.size());
    x << w, Eigen::Map<const State>(y.data(), y.size());
    return x;
  }
  State latents(const State& x) const { return x.tail(start_.size()); }
  Points tangent(const Points& y, Points v) const {
    return projected(energy_.manifold(), y, std::move(v));
  }
  /// w' = -mobility J^T dE/dy.
  State velocity_of_weights(const State& w, const Points& y, const Network::Tape& tape) const {
    Points gradient;
    energy_.evaluate(y, &gradient);
    State w_dot;
    network_.vjp(w, inputs_, tape, gradient, w_dot);
    return -network_.mobility() * w_dot;
  }

  Network network_;
  State weights_;
  Points start_, inputs_;
};

}  // namespace

std::unique_ptr<Flow> make_intrinsic_network_flow(LatentEnergy energy, Points start,
                                                  Network network, State weights, Points inputs,
                                                  bool centered) {
  if (!centered) start = network.outputs(weights, inputs);
  return std::make_unique<IntrinsicNetworkFlow>(std::move(energy), std::move(start),
                                                std::move(network), std::move(weights),
                                                std::move(inputs));
}

}  // namespace simclr_flow
