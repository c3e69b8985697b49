#pragma once
// Private to network: the three products of a layer with columns. A layer with few inputs or few
// outputs is a sum of few outer products: a general product would pack more than it multiplies.
#include "layer_views.hpp"

namespace simclr_flow {

/// What counts as few.
inline constexpr Index thin = 8;

/// u = sum_k c_k A_k, A_k the columns of a matrix, two at a time: each pass over u costs as much as
/// the terms that it adds.
template <class Terms, class Factors, class Out>
void combine(const Terms& a, const Factors& c, Out&& u) {
  const Index count = a.cols(), odd = count % 2;
  if (odd)
    u = a.col(0) * c[0];
  else
    u = a.col(0) * c[0] + a.col(1) * c[1];
  for (Index k = 2 - odd; k < count; k += 2) u += a.col(k) * c[k] + a.col(k + 1) * c[k + 1];
}

/// out = c W below + b.
template <class Below, class Out>
void affine(const Network::Layer& layer, const State& w, const Below& below, Out&& out) {
  const auto weights = weights_of(layer, w.data());
  if (layer.columns > thin && layer.rows > thin) {
    out.noalias() = layer.factor * (weights * below);
  } else if (layer.columns > thin) {
    out = layer.factor * weights.lazyProduct(below);  // inner products of rows with columns
  } else {
    const Points inputs = layer.factor * weights;
    for (Index j = 0; j < out.cols(); ++j) combine(inputs, below.col(j), out.col(j));
  }
  if (layer.bias >= 0) out.colwise() += bias_of(layer, w.data());
}

/// Adds c delta below^T to the layer's block of `gradient`, and the sum of delta to its bias.
template <class Delta, class Below>
void add_outer(const Network::Layer& layer, const Delta& delta, const Below& below,
               double* gradient) {
  auto weights = weights_of(layer, gradient);
  if (layer.columns > thin && layer.rows > thin) {
    weights.noalias() += layer.factor * (delta * below.transpose());
  } else if (layer.columns > thin) {
    for (Index r = 0; r < layer.rows; ++r)
      weights.row(r).transpose().noalias() += layer.factor * (below * delta.row(r).transpose());
  } else {
    for (Index k = 0; k < layer.columns; ++k)
      weights.col(k) += layer.factor * (delta * below.row(k).transpose());
  }
  if (layer.bias >= 0) bias_of(layer, gradient) += delta.rowwise().sum();
}

/// out = c W^T delta.
template <class Delta, class Out>
void pull_back(const Network::Layer& layer, const State& w, const Delta& delta, Out&& out) {
  const auto weights = weights_of(layer, w.data());
  if (layer.rows > thin) {
    out.noalias() = layer.factor * (weights.transpose() * delta);
    return;
  }
  const Points outputs = layer.factor * weights.transpose();
  for (Index j = 0; j < out.cols(); ++j) combine(outputs, delta.col(j), out.col(j));
}

}  // namespace simclr_flow
