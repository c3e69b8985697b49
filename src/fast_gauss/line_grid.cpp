#include <cmath>

#include "chain_choice.hpp"
#include "chain_sums.hpp"
#include "point_blocks.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"
#include "sort_by_key.hpp"

namespace simclr_flow {
namespace {

constexpr double most_line_cells = 0x1p44;

ChainShape line_shape(double tau, double accuracy) {
  const ChainChoice choice = choose_chain(accuracy);
  const double width = rounded_down(choice.width * std::sqrt(tau), 8);
  return {width, choice.degree,
          static_cast<Index>(std::ceil(std::sqrt(2 * tau * cut_off_exponent(accuracy)) / width)),
          0};
}

class LineGrid final : public GaussGrid {
 public:
  LineGrid(double tau, double accuracy)
      : shape_(line_shape(tau, accuracy)), table_(LineKernel(tau), shape_) {
    const double unit = 1 / std::sqrt(tau),
                 cut_off = static_cast<double>(shape_.reach) * shape_.width;
    value_errors_.far = std::exp(-cut_off * cut_off / (2 * tau));
    gradient_errors_.far = value_errors_.far * cut_off / tau;
    for (Index o = -shape_.reach; o <= shape_.reach; ++o) {
      const InterpolationError& error = table_.error(o);
      value_errors_.near.push_back(error.value + coordinate_error);
      gradient_errors_.near.push_back(error.slope * slope_scale() + coordinate_error * unit);
    }
  }

  std::string_view name() const override { return "line"; }
  Index dims() const override { return 1; }

  bool takes(PointsView points) const override {
    return points.rows() == 1 && points.cols() < Index{1} << 32 &&
           all_points(points, [&](const double* x) {
             return std::abs(*x) < most_line_cells * shape_.width;
           });
  }

  std::unique_ptr<const SortedCloud> sort(PointsView points,
                                          const SortedCloud* before) const override {
    if (const auto* known = dynamic_cast<const ChainCloud*>(before))
      if (auto cloud = place(points, known->shared())) return cloud;
    std::vector<std::int64_t> keys(static_cast<std::size_t>(points.cols()));
    for_each_point_block(points.cols(), [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i) keys[static_cast<std::size_t>(i)] = key_of(points(0, i));
    });
    return place(points, std::make_shared<const ChainCells>(sort_by_key(keys)));
  }

  void sums(const GaussSources& sources, const GaussTargets& targets) const override {
    const auto& from = static_cast<const ChainCloud&>(sources.points);
    const auto& to = static_cast<const ChainCloud&>(targets.points);
    if (targets.value || targets.gradient) {
      const ChainMoments moments(shape_, from, sources.charges);
      const ChainPolynomials polynomials(shape_, table_, moments, to);
      evaluate(polynomials, to, targets);
    }
    if (targets.value_bound)
      chain_bounds(shape_, value_errors_, from, sources.charges, to, targets.value_bound);
    if (targets.gradient_bound)
      chain_bounds(shape_, gradient_errors_, from, sources.charges, to, targets.gradient_bound);
  }

  double cost(const SortedCloud& sources, const SortedCloud& targets) const override {
    return chain_cost(shape_, sources.cells(), targets.cells(), 1);
  }

 private:
  /// Rounding of the local coordinate, at slopes of at most 1/sqrt(tau) and 1/tau.
  static constexpr double coordinate_error = 0x1p-50;

  std::int64_t key_of(double x) const {
    const double cells = x * (1 / shape_.width);
    const auto towards_zero = static_cast<std::int64_t>(cells);
    return towards_zero - (static_cast<double>(towards_zero) > cells);
  }
  double slope_scale() const { return 2 / shape_.width; }

  /// The points in these cells; null if one has left its own.
  std::unique_ptr<const ChainCloud> place(PointsView points,
                                          std::shared_ptr<const ChainCells> cells) const {
    return with_points(points.cols(), std::make_unique<ChainCloud>(std::move(cells), false),
                       [&](const CellPiece& piece, ChainCloud& cloud) {
                         return place_piece(points, piece, cloud);
                       });
  }

  bool place_piece(PointsView points, const CellPiece& piece, ChainCloud& cloud) const {
    const std::int64_t key = cloud.cells().keys[static_cast<std::size_t>(piece.cell)];
    const double centre = (static_cast<double>(key) + 0.5) * shape_.width, scale = slope_scale();
    bool inside = true;
    for (Index s = piece.begin; s < piece.end; ++s) {
      const double x = *point_of(points, cloud, s, piece.end), local = (x - centre) * scale;
      cloud.local.data()[s] = local;
      if (!(std::abs(local) < 1 - 1e-9)) inside = inside && key_of(x) == key;
    }
    return inside;
  }

  void evaluate(const ChainPolynomials& polynomials, const ChainCloud& to,
                const GaussTargets& targets) const {
    const DegreePasses& passes = passes_of_degree(shape_.degree);
    to.pieces().for_each([&](Index p) {
      const CellPiece& piece = to.pieces()[p];
      passes.evaluate(polynomials.of(piece.cell), to.local.data() + piece.begin,
                      piece.end - piece.begin,
                      {targets.value ? targets.value + piece.begin : nullptr,
                       targets.gradient ? targets.gradient + piece.begin : nullptr, slope_scale()});
    });
  }

  ChainShape shape_;
  ChainTable table_;
  ChainErrors value_errors_, gradient_errors_;
};

}  // namespace

std::unique_ptr<const GaussGrid> make_line_grid(double tau, double accuracy) {
  check_grid(tau, accuracy);
  return std::make_unique<LineGrid>(tau, accuracy);
}

}  // namespace simclr_flow
