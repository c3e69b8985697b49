#include "simclr_flow/network/torch_layout.hpp"

namespace simclr_flow {

NamedBlocks torch_layout(const Network& network) {
  NamedBlocks blocks;
  std::size_t module = 0;
  for (const Network::Layer& layer : network.layers()) {
    const std::string name = std::to_string(module);
    blocks.push_back({name + ".weight", layer.weights, layer.rows, layer.columns});
    if (layer.bias >= 0) blocks.push_back({name + ".bias", layer.bias, layer.rows, 0});
    module += 2;  // an activation stands between two layers
  }
  return blocks;
}

State with_factors(const Network& network, State w) {
  for (const Network::Layer& layer : network.layers())
    w.segment(layer.weights, layer.rows * layer.columns) *= layer.factor;
  return w;
}

}  // namespace simclr_flow
