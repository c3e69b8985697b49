#include "simclr_flow/network/network.hpp"

#include <cmath>
#include <type_traits>

namespace simclr_flow {

template <class Vector>
struct Network::Blocks {
  static constexpr bool constant = std::is_const_v<Vector>;
  using Matrix = Eigen::Map<std::conditional_t<constant, const Points, Points>>;

  Blocks(const Network& net, Vector& w)
      : weights(w.data(), net.width_, net.inputs_),
        bias(weights.data() + weights.size(), net.width_, 1),
        readout(bias.data() + bias.size(), net.outputs_, net.width_),
        output_bias(readout.data() + readout.size(), net.outputs_,
                    net.scaling_ == Scaling::standard ? 1 : 0) {}
  Matrix weights, bias, readout, output_bias;
};

Network::Network(Index inputs, Index width, Index outputs, const Activation& activation,
                 double slope, Scaling scaling)
    : inputs_(inputs),
      width_(width),
      outputs_(outputs),
      activation_(activation),
      slope_(slope),
      scaling_(scaling) {}

Index Network::parameter_count() const {
  return width_ * (inputs_ + 1 + outputs_) + (scaling_ == Scaling::standard ? outputs_ : 0);
}

double Network::prefactor() const {
  return scaling_ == Scaling::ntk ? 1 / std::sqrt(static_cast<double>(width_)) : 1;
}

State Network::initial_parameters(RandomStream& random) const {
  State w(parameter_count());
  if (scaling_ == Scaling::ntk) return random.normals(w.size(), 1);
  const Index hidden = width_ * (inputs_ + 1);
  for (Index k = 0; k < w.size(); ++k) {
    const Index fan_in = k < hidden ? inputs_ : width_;
    w[k] = (2 * random.uniform() - 1) / std::sqrt(static_cast<double>(fan_in));
  }
  return w;
}

Points Network::forward(const State& w, const Points& x, Tape& tape) const {
  const Blocks<const State> p(*this, w);
  const Points u = (p.weights * x).colwise() + p.bias.col(0);
  activation_.evaluate(u, slope_, tape.hidden, &tape.slope, &tape.curvature);
  Points y = prefactor() * p.readout * tape.hidden;
  if (p.output_bias.cols()) y.colwise() += p.output_bias.col(0);
  return y;
}

void Network::vjp(const State& w, const Points& x, const Tape& tape, PointsView g,
                  State& gradient) const {
  gradient.resize(parameter_count());
  const Blocks<const State> p(*this, w);
  Blocks<State> out(*this, gradient);
  const Points back = prefactor() * (p.readout.transpose() * g).cwiseProduct(tape.slope);
  out.weights.noalias() = back * x.transpose();
  out.bias = back.rowwise().sum();
  out.readout.noalias() = prefactor() * g * tape.hidden.transpose();
  if (out.output_bias.cols()) out.output_bias = g.rowwise().sum();
}

Network::Motion Network::jvp(const State& w, const State& v, const Points& x,
                             const Tape& tape) const {
  const Blocks<const State> p(*this, w), d(*this, v);
  Motion motion;
  motion.preactivation = (d.weights * x).colwise() + d.bias.col(0);
  motion.outputs = prefactor() * (d.readout * tape.hidden +
                                  p.readout * tape.slope.cwiseProduct(motion.preactivation));
  if (d.output_bias.cols()) motion.outputs.colwise() += d.output_bias.col(0);
  return motion;
}

void Network::vjp_derivative(const State& w, const State& v, const Motion& motion, const Points& x,
                             const Tape& tape, PointsView g, PointsView g_dot, State& out) const {
  out.resize(parameter_count());
  const Blocks<const State> p(*this, w), d(*this, v);
  Blocks<State> to(*this, out);
  const Points& u_dot = motion.preactivation;
  const Points through = p.readout.transpose() * g;
  const Points through_dot = d.readout.transpose() * g + p.readout.transpose() * g_dot;
  const Points back_dot = prefactor() * (through_dot.cwiseProduct(tape.slope) +
                                         through.cwiseProduct(tape.curvature).cwiseProduct(u_dot));
  to.weights.noalias() = back_dot * x.transpose();
  to.bias = back_dot.rowwise().sum();
  to.readout.noalias() = prefactor() * (g_dot * tape.hidden.transpose() +
                                        g * tape.slope.cwiseProduct(u_dot).transpose());
  if (to.output_bias.cols()) to.output_bias = g_dot.rowwise().sum();
}

}  // namespace simclr_flow
