#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {
namespace {

class NetworkFlow final : public Flow {
 public:
  NetworkFlow(LatentEnergy energy, Points start, Network network, State weights, Points inputs,
              bool centered)
      : Flow(std::move(energy)),
        network_(std::move(network)),
        start_(std::move(weights)),
        inputs_(std::move(inputs)) {
    if (!centered) return;
    energy_.manifold().retract(start);
    Network::Tape tape;
    offset_ = start - network_.forward(start_, inputs_, tape);
  }

  State initial_state() const override { return start_; }
  Points outputs(const State& w) const override {
    Network::Tape tape;
    return outputs(w, tape);
  }

  void rhs(const State& w, State& dwdt) const override {
    Network::Tape tape;
    Points gradient;
    energy_.evaluate(outputs(w, tape), &gradient);
    network_.vjp(w, inputs_, tape, gradient, dwdt);
    dwdt = -dwdt;
  }

  LinearMap linearise(const State& w) const override {
    Network::Tape tape;
    Points gradient;
    const Points y = outputs(w, tape);
    energy_.evaluate(y, &gradient);
    return [this, w, tape, gradient, hessian = energy_.hessian(y)](const State& v) {
      const Network::Motion motion = network_.jvp(w, v, inputs_, tape);
      State out;
      network_.vjp_derivative(w, v, motion, inputs_, tape, gradient, hessian(motion.outputs), out);
      return State(-out);
    };
  }

  double dissipation(const State& w) const override {
    State velocity;
    rhs(w, velocity);
    return velocity.squaredNorm();
  }

  void retract(State&) const override {}
  bool needs_retraction() const override { return false; }
  State weights(const State& w) const override { return w; }

 private:
  Points outputs(const State& w, Network::Tape& tape) const {
    Points y = network_.forward(w, inputs_, tape);
    if (offset_.size()) y += offset_;
    return y;
  }

  Network network_;
  State start_;
  Points inputs_;
  Points offset_;  // b - f_w0(X), or empty
};

}  // namespace

std::unique_ptr<Flow> make_network_flow(LatentEnergy energy, Points start, Network network,
                                        State weights, Points inputs, bool centered) {
  return std::make_unique<NetworkFlow>(std::move(energy), std::move(start), std::move(network),
                                       std::move(weights), std::move(inputs), centered);
}

}  // namespace simclr_flow
