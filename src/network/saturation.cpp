#include "simclr_flow/network/saturation.hpp"

#include <algorithm>
#include <cmath>

#include "layer_views.hpp"

namespace simclr_flow {

double steepest(const Activation& activation, double slope) {
  constexpr Index count = 4097;
  const State u = State::LinSpaced(count, -64, 64);
  State s(count), s1(count);
  activation.evaluate(u.data(), count, slope, s.data(), s1.data(), nullptr);
  return s1.cwiseAbs().maxCoeff();
}

double flat_share(const Network& network, const State& w, const Points& x) {
  const Network::Layer& layer = network.layers().front();
  const NetworkShape& shape = network.shape();
  const double flat = steepest(shape.activation, shape.slope) / 100;
  const auto weights = weights_of(layer, w.data());
  Index count = 0;
  State s(layer.rows), s1(layer.rows);
  for (Index j = 0; j < x.cols(); ++j) {
    State u = weights * x.col(j);
    if (layer.bias >= 0) u += bias_of(layer, w.data());
    shape.activation.evaluate(u.data(), u.size(), shape.slope, s.data(), s1.data(), nullptr);
    count += (s1.array().abs() < flat).count();
  }
  return static_cast<double>(count) / static_cast<double>(layer.rows * x.cols());
}

}  // namespace simclr_flow
