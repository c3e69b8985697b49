#pragma once
// Private to network: the blocks of flat parameters, and blocks of columns.
#include <algorithm>
#include <functional>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// Row k of W_h is neuron k: flat parameters hold a layer as the deep-learning libraries do.
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const Rows> weights_of(const Network::Layer& layer, const double* w) {
  return {w + layer.weights, layer.rows, layer.columns};
}
inline Eigen::Map<Rows> weights_of(const Network::Layer& layer, double* w) {
  return {w + layer.weights, layer.rows, layer.columns};
}
inline Eigen::Map<const State> bias_of(const Network::Layer& layer, const double* w) {
  return {w + layer.bias, layer.rows};
}
inline Eigen::Map<State> bias_of(const Network::Layer& layer, double* w) {
  return {w + layer.bias, layer.rows};
}

/// Columns first ... first + count - 1.
struct Columns {
  Index first, count;
  /// body(columns) for tiles of so many of these, in order.
  template <class Body>
  void for_each_tile(Index width, const Body& body) const {
    for (Index at = 0; at < count; at += width)
      body(Columns{first + at, std::min(width, count - at)});
  }
  auto of(const Points& matrix) const { return matrix.middleCols(first, count); }
  auto of(Points& matrix) const { return matrix.middleCols(first, count); }
  auto of(const PointsView& matrix) const { return matrix.middleCols(first, count); }
};

/// The blocks of columns that products work by: a function of their number alone.
struct ColumnBlocks {
  explicit ColumnBlocks(Index columns_in_all, Index most = 16)
      : columns(columns_in_all), width(std::max<Index>(128, (columns + most - 1) / most)) {}
  Index count() const { return (columns + width - 1) / width; }
  Columns block(Index k) const { return {k * width, std::min(width, columns - k * width)}; }
  /// body(columns, block), in parallel.
  void for_each(const std::function<void(Columns, Index)>& body) const {
    parallel_blocks(count(), [&](Index k, Index) { body(block(k), k); });
  }
  Index columns, width;
};

}  // namespace simclr_flow
