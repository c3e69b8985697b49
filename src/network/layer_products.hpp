#pragma once
// Private to network: the products of a layer with columns. A layer with few inputs or few outputs
// is a sum of few outer products: a general product would pack more than it multiplies.
#include "layer_views.hpp"
#include "network_passes.hpp"

namespace simclr_flow {

/// The matrices of layers with few inputs by columns, as sums of outer products read them.
class WeightColumns {
 public:
  WeightColumns(const std::vector<Network::Layer>& layers, const State& w) : w_(&w) {
    for (const Network::Layer& layer : layers)
      matrices_.push_back(layer.columns <= thin ? Points(weights_of(layer, w.data())) : Points());
  }
  const State& parameters() const { return *w_; }
  const Points& of(std::size_t layer) const { return matrices_[layer]; }

 private:
  const State* w_;
  std::vector<Points> matrices_;
};

/// out = c W below + b of the layer with this number.
template <class Below, class Out>
void affine(const Network::Layer& layer, const WeightColumns& weights, std::size_t number,
            const Below& below, Out&& out) {
  const double* const w = weights.parameters().data();
  const double* const bias = layer.bias >= 0 ? w + layer.bias : nullptr;
  if (layer.columns <= thin) {
    network_passes().expand({weights.of(number).data(), bias, layer.rows, layer.columns,
                             layer.factor, below.data(), below.outerStride(), nullptr, 0,
                             out.data(), out.outerStride(), out.cols()});
  } else if (layer.rows <= thin) {
    network_passes().contract({w + layer.weights, bias, layer.columns, layer.rows, layer.factor,
                               below.data(), below.outerStride(), out.data(), out.outerStride(),
                               out.cols()});
  } else {
    out.noalias() = layer.factor * (weights_of(layer, w) * below);
    if (bias) out.colwise() += bias_of(layer, w);
  }
}

/// Adds c W below.
template <class Below, class Out>
void add_product(const Network::Layer& layer, const State& w, const Below& below, Out&& out) {
  if (layer.rows > thin || layer.columns <= thin) {
    out.noalias() += layer.factor * (weights_of(layer, w.data()) * below);
    return;
  }
  Points product(layer.rows, below.cols());
  network_passes().contract({w.data() + layer.weights, nullptr, layer.columns, layer.rows,
                             layer.factor, below.data(), below.outerStride(), product.data(),
                             layer.rows, below.cols()});
  out += product;
}

/// Adds c delta below^T to the layer's block of `gradient`, and the sum of delta where it is
/// wanted.
template <class Delta, class Below>
void add_outer(const Network::Layer& layer, const Delta& delta, const Below& below,
               double* gradient, double* delta_sum = nullptr) {
  auto weights = weights_of(layer, gradient);
  const auto accumulate = [](const auto& x, const auto& y, double c, double* out, double* sum) {
    network_passes().accumulate({x.data(), x.rows(), x.outerStride(), y.data(), y.outerStride(),
                                 y.rows(), y.cols(), c, out, sum});
  };
  if (layer.columns <= thin) {
    Points sum = Points::Zero(layer.rows, layer.columns);
    accumulate(delta, below, layer.factor, sum.data(), delta_sum);
    weights += sum;
    return;
  }
  if (layer.rows <= thin)
    accumulate(below, delta, layer.factor, weights.data(), nullptr);
  else
    weights.noalias() += layer.factor * (delta * below.transpose());
  if (delta_sum) Eigen::Map<State>(delta_sum, layer.rows) += delta.rowwise().sum();
}

/// Adds the gradients of the layer's weights and bias to their blocks, or where these are fresh
/// puts them there: zeros first would cost as much as a product of few columns.
template <class Delta, class Below>
void add_layer_gradient(const Network::Layer& layer, const Delta& delta, const Below& below,
                        double* gradient, bool fresh) {
  double* const bias = layer.bias >= 0 ? gradient + layer.bias : nullptr;
  auto weights = weights_of(layer, gradient);
  if (fresh && bias) bias_of(layer, gradient).setZero();
  if (fresh && std::min(layer.rows, layer.columns) > thin) {
    weights.noalias() = layer.factor * (delta * below.transpose());
    if (bias) bias_of(layer, gradient) = delta.rowwise().sum();
    return;
  }
  if (fresh) weights.setZero();
  add_outer(layer, delta, below, gradient, bias);
}

/// out = c W^T delta.
template <class Delta, class Out>
void pull_back(const Network::Layer& layer, const State& w, const Delta& delta, Out&& out) {
  if (layer.rows <= thin)
    network_passes().expand({w.data() + layer.weights, nullptr, layer.columns, layer.rows,
                             layer.factor, delta.data(), delta.outerStride(), nullptr, 0,
                             out.data(), out.outerStride(), out.cols()});
  else
    out.noalias() = layer.factor * (weights_of(layer, w.data()).transpose() * delta);
}

/// out = s' c W^T delta, entry by entry.
template <class Delta, class Slope, class Out>
void pull_back(const Network::Layer& layer, const State& w, const Delta& delta, const Slope& slope,
               Out&& out) {
  if (layer.rows <= thin) {
    network_passes().expand({w.data() + layer.weights, nullptr, layer.columns, layer.rows,
                             layer.factor, delta.data(), delta.outerStride(), slope.data(),
                             slope.outerStride(), out.data(), out.outerStride(), out.cols()});
  } else {
    pull_back(layer, w, delta, out);
    out.array() *= slope.array();
  }
}

}  // namespace simclr_flow
