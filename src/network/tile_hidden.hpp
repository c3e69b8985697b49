#pragma once
// Private to network: the hidden layers of a tile of columns, in memory that tile after tile uses.
#include "layer_products.hpp"

namespace simclr_flow {

/// s of u_h, of up to `width` columns.
class TileHidden {
 public:
  TileHidden(const Network& network, Index width) : network_(&network) {
    for (const Index rows : network.shape().widths) {
      hidden_.emplace_back(rows, width);
    }
  }
  auto hidden(std::size_t h) { return hidden_[h].leftCols(count_); }
  /// Of these inputs, no more than `width` columns.
  template <class Inputs>
  void compute(const WeightColumns& weights, const Inputs& x) {
    count_ = x.cols();
    for (std::size_t h = 0; h < hidden_.size(); ++h) {
      auto u = hidden(h);
      if (h == 0)
        affine(network_->layers()[h], weights, h, x, u);
      else
        affine(network_->layers()[h], weights, h, hidden(h - 1), u);
      const NetworkShape& shape = network_->shape();
      shape.activation.evaluate(u.data(), u.size(), shape.slope, u.data(), nullptr, nullptr);
    }
  }

 private:
  const Network* network_;
  std::vector<Points> hidden_;
  Index count_ = 0;
};

}  // namespace simclr_flow
