#include "single_layer.hpp"

#include "layer_views.hpp"

namespace simclr_flow {
namespace {

/// Entry (i, k) is coordinate k of column i of a block; zeros behind.
template <class Matrix>
Points by_coordinates(const Matrix& block) {
  Points planes =
      Points::Zero((block.cols() + column_pack - 1) / column_pack * column_pack, block.rows());
  planes.topRows(block.cols()) = block.transpose();
  return planes;
}

SingleLayer single_layer(const Network& network, const State& w) {
  const Network::Layer &hidden = network.layers()[0], &output = network.layers()[1];
  return {w.data() + hidden.weights,
          hidden.bias >= 0 ? w.data() + hidden.bias : nullptr,
          w.data() + output.weights,
          hidden.rows,
          output.factor,
          network.shape().slope};
}

SingleGradient blocks_of(const Network& network, double* gradient) {
  const Network::Layer &hidden = network.layers()[0], &output = network.layers()[1];
  return {gradient + hidden.weights, hidden.bias >= 0 ? gradient + hidden.bias : nullptr,
          gradient + output.weights};
}

const SingleLoops* loops(const Network& network) {
  const NetworkShape& shape = network.shape();
  return single_loops(shape.activation, shape.inputs, shape.outputs);
}

}  // namespace

bool is_single_layer(const Network& network) {
  return network.shape().widths.size() == 1 && loops(network);
}

Points single_layer_outputs(const Network& network, const State& w, const Points& x) {
  const SingleLayer layer = single_layer(network, w);
  const Network::Layer& output = network.layers()[1];
  Points y(output.rows, x.cols());
  ColumnBlocks(x.cols()).for_each([&](Columns block, Index) {
    const Points in = by_coordinates(block.of(x));
    Points out(in.rows(), output.rows);
    loops(network)->forward(layer, in.data(), in.rows(), out.data());
    auto to = block.of(y);
    to = out.topRows(block.count).transpose();
    if (output.bias >= 0) to.colwise() += bias_of(output, w.data());
  });
  return y;
}

void single_layer_vjp(const Network& network, const State& w, const Points& x, PointsView g,
                      State& gradient) {
  const SingleLayer layer = single_layer(network, w);
  const Network::Layer& output = network.layers()[1];
  const ColumnBlocks blocks(x.cols());
  Points partial(network.parameter_count(), blocks.count());
  blocks.for_each([&](Columns block, Index k) {
    double* const to = partial.col(k).data();
    const Points in = by_coordinates(block.of(x)), from = by_coordinates(block.of(g));
    loops(network)->backward(layer, in.data(), from.data(), in.rows(), blocks_of(network, to));
    if (output.bias >= 0) bias_of(output, to) = from.colwise().sum().transpose();
  });
  gradient = partial.col(0);
  for (Index k = 1; k < partial.cols(); ++k) gradient += partial.col(k);
}

}  // namespace simclr_flow
