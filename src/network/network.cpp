#include "simclr_flow/network/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/work_time.hpp"
#include "single_layer.hpp"
#include "tile_hidden.hpp"

namespace simclr_flow {
namespace {

/// c_h: what products with the outputs of `fan_in` neurons are multiplied by.
double factor_of(Scaling scaling, Index fan_in, bool first, bool last) {
  const double m = static_cast<double>(fan_in);
  if (first || scaling == Scaling::standard) return 1;
  return last && scaling == Scaling::mean_field ? 1 / m : 1 / std::sqrt(m);
}

void check(const NetworkShape& shape) {
  if (shape.widths.empty()) throw InputError("a network needs at least one hidden layer");
  for (const Index extent : shape.widths)
    if (extent < 1)
      throw InputError(fmt::format("hidden layers have at least one neuron, not {}", extent));
  if (shape.inputs < 1 || shape.outputs < 1)
    throw InputError(fmt::format("a network needs inputs and outputs, not {} and {}", shape.inputs,
                                 shape.outputs));
}

}  // namespace

Network::Network(NetworkShape shape) : shape_(std::move(shape)) {
  check(shape_);
  Index at = 0, fan_in = shape_.inputs;
  const std::size_t last = shape_.widths.size();
  for (std::size_t h = 0; h <= last; ++h) {
    const Index rows = h == last ? shape_.outputs : shape_.widths[h];
    const bool bias = h == last ? shape_.output_bias : shape_.bias;
    const Index after = at + rows * fan_in;
    layers_.push_back({rows, fan_in, at, bias ? after : -1,
                       factor_of(shape_.scaling, fan_in, h == 0, h == last)});
    at = after + (bias ? rows : 0);
    fan_in = rows;
  }
}

Index Network::parameter_count() const {
  const Layer& last = layers_.back();
  return last.weights + last.rows * last.columns + (last.bias >= 0 ? last.rows : 0);
}

double Network::mobility() const {
  return shape_.scaling == Scaling::mean_field ? static_cast<double>(shape_.widths.back()) : 1;
}

State Network::initial_parameters(RandomStream& random) const {
  State w(parameter_count());
  for (const Layer& layer : layers_) {
    const double bound = 1 / std::sqrt(static_cast<double>(layer.columns));
    const auto draw = [&] {
      return shape_.scaling == Scaling::standard ? (2 * random.uniform() - 1) * bound
                                                 : random.normal();
    };
    auto weights = weights_of(layer, w.data());
    for (double& weight : weights.reshaped()) weight = draw();  // input by input
    if (layer.bias >= 0)
      for (double& bias : bias_of(layer, w.data())) bias = draw();
  }
  return w;
}

namespace {

constexpr Index innermost = 4096;  // numbers in the innermost cache, with room beside them

/// Every layer has few inputs or few outputs.
bool all_are_thin(const std::vector<Network::Layer>& layers) {
  return std::ranges::all_of(layers, [](const Network::Layer& layer) {
    return std::min(layer.rows, layer.columns) <= thin;
  });
}

/// Columns of which three hidden layers stay in the innermost cache, where no layer wants more at
/// once.
Index tile_width(const std::vector<Network::Layer>& layers) {
  if (!all_are_thin(layers)) return std::numeric_limits<Index>::max();
  Index rows = 1;
  for (const Network::Layer& layer : layers) rows = std::max(rows, layer.rows);
  return std::clamp<Index>(innermost / (3 * rows) / 4 * 4, 8, 64);
}

/// body(tile) for all columns, blocks of tiles in parallel.
template <class Body>
void for_each_tile(const std::vector<Network::Layer>& layers, Index columns, const Body& body) {
  const Index width = tile_width(layers);
  ColumnBlocks(columns).for_each([&](Columns block, Index) { block.for_each_tile(width, body); });
}

void resize(std::vector<Points>& matrices, const std::vector<Index>& rows, Index columns) {
  matrices.resize(rows.size());
  for (std::size_t h = 0; h < rows.size(); ++h) matrices[h].resize(rows[h], columns);
}

double* data_or_null(std::vector<Points>& matrices, std::size_t h, Index column) {
  return matrices.empty() ? nullptr : matrices[h].col(column).data();
}

}  // namespace

Network::Tape Network::lean_tape() const { return Tape(is_single_layer(*this) ? 0 : 1); }

Points Network::outputs(const State& w, const Points& x) const {
  const TimedWork timed(Work::network);
  if (is_single_layer(*this)) return single_layer_outputs(*this, w, x);
  Points y(shape_.outputs, x.cols());
  const WeightColumns weights(layers_, w);
  ColumnBlocks(x.cols()).for_each([&](Columns block, Index) {
    const Index width = std::min(tile_width(layers_), block.count);
    TileHidden here(*this, width);
    block.for_each_tile(width, [&](Columns tile) {
      here.compute(weights, tile.of(x));
      affine(layers_.back(), weights, layers_.size() - 1, here.hidden(layers_.size() - 2),
             tile.of(y));
    });
  });
  return y;
}

Points Network::forward(const State& w, const Points& x, Tape& tape) const {
  if (tape.derivatives == 0) return outputs(w, x);
  const TimedWork timed(Work::network);
  resize(tape.hidden, shape_.widths, x.cols());
  resize(tape.slope, shape_.widths, x.cols());
  resize(tape.curvature, tape.derivatives >= 2 ? shape_.widths : std::vector<Index>{}, x.cols());
  const bool single =
      is_single_layer(*this);  // whose outputs are those of outputs() to the last bit
  Points y = single ? outputs(w, x) : Points(shape_.outputs, x.cols());
  const WeightColumns weights(layers_, w);
  for_each_tile(layers_, x.cols(), [&](Columns tile) {
    for (std::size_t h = 0; h + 1 < layers_.size(); ++h) {
      auto u = tile.of(tape.hidden[h]);
      affine(layers_[h], weights, h, tile.of(h == 0 ? x : tape.hidden[h - 1]), u);
      shape_.activation.evaluate(u.data(), u.size(), shape_.slope, u.data(),
                                 tape.slope[h].col(tile.first).data(),
                                 data_or_null(tape.curvature, h, tile.first));
    }
    if (!single)
      affine(layers_.back(), weights, layers_.size() - 1, tile.of(tape.hidden.back()), tile.of(y));
  });
  return y;
}

namespace {

/// Every block has a gradient of its own to write and to sum: of many parameters few.
ColumnBlocks gradient_blocks(Index columns, Index parameters) {
  return ColumnBlocks(columns, parameters > 32768 ? 8 : 16);
}

/// Adds one partial gradient a block of columns, in the order of the blocks.
void sum_in_order(const Points& partial, State& sum) {
  sum = partial.col(0);
  for (Index k = 1; k < partial.cols(); ++k) sum += partial.col(k);
}

/// Adds the gradient of a tile of columns, or puts it where `out` is fresh: below(h) is what layer
/// h multiplies, slope(h) is s' of its preactivations.
template <class Below, class Slope>
void add_gradient(const std::vector<Network::Layer>& layers, const State& w, Points delta,
                  const Below& below, const Slope& slope, double* out, bool fresh) {
  Points down;  // the gradient with respect to the u below
  for (std::size_t h = layers.size(); h-- > 0; std::swap(delta, down)) {
    add_layer_gradient(layers[h], delta, below(h), out, fresh);
    if (h == 0) break;
    down.resize(layers[h].columns, delta.cols());
    pull_back(layers[h], w, delta, slope(h - 1), down);
  }
}

}  // namespace

void Network::vjp(const State& w, const Points& x, const Tape& tape, PointsView g,
                  State& gradient) const {
  const TimedWork timed(Work::jacobian);
  if (tape.derivatives == 0) {
    if (is_single_layer(*this)) return single_layer_vjp(*this, w, x, g, gradient);
    Tape full;
    forward(w, x, full);
    return vjp(w, x, full, g, gradient);
  }
  const ColumnBlocks blocks = gradient_blocks(x.cols(), parameter_count());
  Points partial(parameter_count(), blocks.count());
  blocks.for_each([&](Columns block, Index k) {
    block.for_each_tile(tile_width(layers_), [&](Columns tile) {
      add_gradient(
          layers_, w, tile.of(g),
          [&](std::size_t h) { return tile.of(h == 0 ? x : tape.hidden[h - 1]); },
          [&](std::size_t h) { return tile.of(tape.slope[h]); }, partial.col(k).data(),
          tile.first == block.first);
    });
  });
  sum_in_order(partial, gradient);
}

Network::Motion Network::jvp(const State& w, const State& v, const Points& x,
                             const Tape& tape) const {
  const TimedWork timed(Work::jacobian);
  Motion motion;
  const WeightColumns along(layers_, v);
  resize(motion.preactivation, shape_.widths, x.cols());
  motion.outputs.resize(shape_.outputs, x.cols());
  ColumnBlocks(x.cols()).for_each([&](Columns block, Index) {
    for (std::size_t h = 0; h < layers_.size(); ++h) {
      const Layer& layer = layers_[h];
      auto u_dot = block.of(h + 1 == layers_.size() ? motion.outputs : motion.preactivation[h]);
      affine(layer, along, h, block.of(h == 0 ? x : tape.hidden[h - 1]), u_dot);
      if (h == 0) continue;
      const Points below_dot =
          block.of(tape.slope[h - 1]).cwiseProduct(block.of(motion.preactivation[h - 1]));
      add_product(layer, w, below_dot, u_dot);
    }
  });
  return motion;
}

void Network::vjp_derivative(const State& w, const State& v, const Motion& motion, const Points& x,
                             const Tape& tape, PointsView g, PointsView g_dot, State& out) const {
  const TimedWork timed(Work::jacobian);
  const ColumnBlocks blocks = gradient_blocks(x.cols(), parameter_count());
  Points partial(parameter_count(), blocks.count());
  blocks.for_each([&](Columns block, Index k) {
    double* const to = partial.col(k).data();
    Points delta = block.of(g), delta_dot = block.of(g_dot);
    for (std::size_t h = layers_.size(); h-- > 0;) {
      const Layer& layer = layers_[h];
      add_layer_gradient(layer, delta_dot, block.of(h == 0 ? x : tape.hidden[h - 1]), to, true);
      if (h == 0) break;
      const auto slope = block.of(tape.slope[h - 1]);
      const auto u_dot = block.of(motion.preactivation[h - 1]);
      const Points below_dot = slope.cwiseProduct(u_dot);
      add_outer(layer, delta, below_dot, to);
      Points down(layer.columns, block.count), down_dot(layer.columns, block.count), along = down;
      pull_back(layer, w, delta, down);
      pull_back(layer, w, delta_dot, down_dot);
      pull_back(layer, v, delta, along);
      delta = down.cwiseProduct(slope);
      delta_dot = (down_dot + along).cwiseProduct(slope) +
                  down.cwiseProduct(block.of(tape.curvature[h - 1])).cwiseProduct(u_dot);
    }
  });
  sum_in_order(partial, out);
}

std::vector<Points> Network::sensitivities(const State& w, const Tape& tape, PointsView g) const {
  const TimedWork timed(Work::jacobian);
  std::vector<Points> delta;
  resize(delta, shape_.widths, g.cols());
  ColumnBlocks(g.cols()).for_each([&](Columns block, Index) {
    for (std::size_t h = layers_.size() - 1; h > 0; --h) {
      auto here = block.of(delta[h - 1]);
      const auto slope = block.of(tape.slope[h - 1]);
      if (h == delta.size())
        pull_back(layers_[h], w, block.of(g), slope, here);
      else
        pull_back(layers_[h], w, block.of(delta[h]), slope, here);
    }
  });
  return delta;
}

}  // namespace simclr_flow
