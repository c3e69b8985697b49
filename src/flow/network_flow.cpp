#include "energy_flow.hpp"

namespace simclr_flow {
namespace {

class NetworkFlow final : public EnergyFlow {
 public:
  NetworkFlow(LatentEnergy energy, Points start, Network network, State weights, Points inputs,
              bool centered, std::optional<ViewSampler> sampler)
      : EnergyFlow(std::move(energy)),
        network_(std::move(network)),
        start_(std::move(weights)),
        inputs_(std::move(inputs)),
        sampler_(std::move(sampler)) {
    if (!centered) return;
    centre_ = std::move(start);
    energy_.manifold().retract(centre_);
    offset_ = centring(inputs_, centre_);
  }

  State initial_state() const override { return start_; }
  Points outputs(const State& w) const override {
    return shifted(network_.outputs(w, inputs_), offset_);
  }

  void rhs(const State& w, State& dwdt) const override {
    descend(energy_, w, inputs_, offset_, dwdt);
  }

  void sampled_rhs(Index step, const State& w, State& dwdt) const override {
    if (!sampler_) return rhs(w, dwdt);
    const SampledViews drawn = sampler_->draw(step);
    Points offset;
    if (centre_.size())
      offset = centring(drawn.inputs, columns_of(centre_, drawn.samples, energy_.views()));
    descend(energy_.of_batch(drawn.samples), w, drawn.inputs, offset, dwdt);
  }
  bool stochastic() const override { return sampler_.has_value(); }

  LinearMap linearise(const State& w) const override {
    Network::Tape tape(2);
    Points gradient;
    const Points y = shifted(network_.forward(w, inputs_, tape), offset_);
    energy_.evaluate(y, &gradient);
    return [this, w, tape = std::move(tape), gradient,
            hessian = energy_.hessian(y)](const State& v) {
      const Network::Motion motion = network_.jvp(w, v, inputs_, tape);
      State out;
      network_.vjp_derivative(w, v, motion, inputs_, tape, gradient, hessian(motion.outputs), out);
      return State(-network_.mobility() * out);
    };
  }

  double dissipation(const State& w) const override {
    State velocity;
    rhs(w, velocity);
    return velocity.squaredNorm() / network_.mobility();
  }

  void retract(State&) const override {}
  bool needs_retraction() const override { return false; }
  State weights(const State& w) const override { return w; }
  const Network* network() const override { return &network_; }
  std::optional<TangentKernel> tangent_kernel(const State& w) const override {
    return empirical_tangent_kernel(network_, w, inputs_);
  }

 private:
  /// y + offset, where there is one.
  static Points shifted(Points y, const Points& offset) {
    if (offset.size()) y += offset;
    return y;
  }

  /// The offset by which these inputs start at b.
  Points centring(const Points& inputs, const Points& b) const {
    return b - network_.outputs(start_, inputs);
  }

  /// dwdt = -mobility·grad_w E(f_w(X) + offset).
  void descend(const LatentEnergy& energy, const State& w, const Points& inputs,
               const Points& offset, State& dwdt) const {
    Network::Tape tape = network_.lean_tape();
    Points gradient;
    energy.evaluate(shifted(network_.forward(w, inputs, tape), offset), &gradient);
    network_.vjp(w, inputs, tape, gradient, dwdt);
    dwdt *= -network_.mobility();
  }

  Network network_;
  State start_;
  Points inputs_;
  Points centre_;  // b, or empty
  Points offset_;  // b - f_w0(X), or empty
  std::optional<ViewSampler> sampler_;
};

}  // namespace

std::unique_ptr<Flow> make_network_flow(LatentEnergy energy, Points start, Network network,
                                        State weights, Points inputs, bool centered,
                                        std::optional<ViewSampler> sampler) {
  return std::make_unique<NetworkFlow>(std::move(energy), std::move(start), std::move(network),
                                       std::move(weights), std::move(inputs), centered,
                                       std::move(sampler));
}

}  // namespace simclr_flow
