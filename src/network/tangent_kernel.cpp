#include "simclr_flow/network/tangent_kernel.hpp"

#include "simclr_flow/core/work_time.hpp"

namespace simclr_flow {

TangentKernel::TangentKernel(Points matrix, Index outputs)
    : matrix_(std::move(matrix)), outputs_(outputs) {}

void TangentKernel::apply(PointsView g, PointsOut out) const {
  const TimedWork timed(Work::linear_algebra);
  if (matrix_.rows() == g.cols()) {
    out.noalias() = g * matrix_;
    return;
  }
  const State flat = Eigen::Map<const State>(Points(g).data(), g.size());
  const State image = matrix_ * flat;
  out = Eigen::Map<const Points>(image.data(), outputs_, g.cols());
}

namespace {

/// Inner products of what layer h multiplies, with the 1 that its bias does.
Points inputs_gram(const Network::Layer& layer, const Points& below) {
  Points gram = layer.factor * layer.factor * (below.transpose() * below);
  if (layer.bias >= 0) gram.array() += 1;
  return gram;
}

/// The entries of outputs (c, c') for all pairs of inputs.
auto block_of(Points& theta, Index c, Index other, Index outputs) {
  return theta(Eigen::seqN(c, theta.rows() / outputs, outputs),
               Eigen::seqN(other, theta.cols() / outputs, outputs));
}

}  // namespace

TangentKernel empirical_tangent_kernel(const Network& network, const State& w, const Points& x) {
  const TimedWork timed(Work::jacobian);
  const Index q = network.shape().outputs, count = x.cols();
  const std::vector<Network::Layer>& layers = network.layers();
  Network::Tape tape;
  network.forward(w, x, tape);
  std::vector<std::vector<Points>> delta;
  for (Index c = 0; c < q; ++c) {
    Points g = Points::Zero(q, count);
    g.row(c).setOnes();
    delta.push_back(network.sensitivities(w, tape, g));
  }
  Points theta = Points::Zero(count * q, count * q);
  const std::size_t depth = layers.size() - 1;
  for (std::size_t h = 0; h <= depth; ++h) {
    const Points gram = inputs_gram(layers[h], h == 0 ? x : tape.hidden[h - 1]);
    for (std::size_t c = 0; c < delta.size(); ++c)
      for (std::size_t other = 0; other < delta.size(); ++other) {
        auto block = block_of(theta, Index(c), Index(other), q);
        if (h < depth)
          block += (delta[c][h].transpose() * delta[other][h]).cwiseProduct(gram);
        else if (c == other)
          block += gram;
      }
  }
  return {network.mobility() * theta, q};
}

Points apply_tangent_kernel(const Network& network, const State& w, const Points& x, PointsView g) {
  Network::Tape tape;
  network.forward(w, x, tape);
  State back;
  network.vjp(w, x, tape, g, back);
  return network.mobility() * network.jvp(w, back, x, tape).outputs;
}

}  // namespace simclr_flow
