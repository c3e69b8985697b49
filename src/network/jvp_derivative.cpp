#include "layer_products.hpp"
#include "simclr_flow/core/work_time.hpp"

namespace simclr_flow {

Points Network::jvp_derivative(const State& w, const Moving& a, const Moving& b, const Points& x,
                               const Tape& tape) const {
  const TimedWork timed(Work::jacobian);
  Points out(shape_.outputs, x.cols());
  ColumnBlocks(x.cols()).for_each([&](Columns block, Index) {
    Points curved = Points::Zero(layers_[0].rows, block.count);  // of u_h along both
    for (std::size_t h = 1; h < layers_.size(); ++h) {
      const Layer& layer = layers_[h];
      const auto slope = block.of(tape.slope[h - 1]);
      const auto of_a = block.of(a.motion.preactivation[h - 1]);
      const auto of_b = block.of(b.motion.preactivation[h - 1]);
      const Points below = slope.cwiseProduct(curved) +
                           block.of(tape.curvature[h - 1]).cwiseProduct(of_a).cwiseProduct(of_b);
      const Points below_a = slope.cwiseProduct(of_a), below_b = slope.cwiseProduct(of_b);
      curved = Points::Zero(layer.rows, block.count);
      add_product(layer, w, below, curved);
      add_product(layer, a.along, below_b, curved);
      add_product(layer, b.along, below_a, curved);
    }
    block.of(out) = curved;
  });
  return out;
}

}  // namespace simclr_flow
