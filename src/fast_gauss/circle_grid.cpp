#include <cmath>
#include <numbers>
#include <optional>

#include "chain_choice.hpp"
#include "chain_sums.hpp"
#include "point_blocks.hpp"
#include "ring_borders.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"
#include "sort_by_key.hpp"

namespace simclr_flow {
namespace {

/// Local angles have a sine below 0.13, for the series that finds them.
constexpr Index fewest_ring_cells = 25, most_ring_cells = Index{1} << 20;

/// An odd number of cells, so that cells on both sides within reach may be all.
ChainShape ring_shape(double count, int degree, double lambda, double accuracy) {
  const Index cells = static_cast<Index>(count) | 1;
  const double width = 2 * std::numbers::pi / static_cast<double>(cells);
  const double versine = cut_off_exponent(accuracy) / lambda;
  const double cut_off = versine < 2 ? std::acos(1 - versine) : 2 * std::numbers::pi;
  const Index reach = static_cast<Index>(std::ceil(cut_off / width));
  return {width, degree, std::min(reach, (cells - 1) / 2), cells};
}

class CircleGrid final : public GaussGrid {
 public:
  CircleGrid(double tau, double accuracy, double radius)
      : tau_(tau), radius_(radius), lambda_(radius * radius / tau) {
    const ChainChoice choice = choose_chain(accuracy);
    double cells = std::max(static_cast<double>(fewest_ring_cells),
                            2 * std::numbers::pi * std::sqrt(lambda_) / choice.width);
    while (cells <= most_ring_cells && !is_fine_enough(cells, choice.degree, accuracy))
      cells *= 1.1;
    if (cells > most_ring_cells) return;
    shape_ = ring_shape(cells, choice.degree, lambda_, accuracy);
    borders_.emplace(shape_.ring);
    table_.emplace(CircleKernel(lambda_), shape_);
    radial_table_.emplace(RadialKernel(lambda_), shape_);
    set_errors();
    is_accurate_ = std::ranges::max(value_errors_.near) <= accuracy &&
                   std::ranges::max(gradient_errors_.near) <= accuracy / std::sqrt(tau);
  }

  std::string_view name() const override { return "circle"; }
  Index dims() const override { return 2; }

  bool takes(PointsView points) const override {
    const double square = radius_ * radius_, deviation = 2 * norm_tolerance * square;
    return is_accurate_ && points.rows() == 2 && points.cols() < Index{1} << 32 &&
           all_points(points, [&](const double* x) {
             return std::abs(x[0] * x[0] + x[1] * x[1] - square) <= deviation;
           });
  }

  std::unique_ptr<const SortedCloud> sort(PointsView points,
                                          const SortedCloud* before) const override {
    if (const auto* known = dynamic_cast<const ChainCloud*>(before))
      if (auto cloud = place(points, known->shared())) return cloud;
    std::vector<std::int64_t> keys(static_cast<std::size_t>(points.cols()));
    for_each_point_block(points.cols(), [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i)
        keys[static_cast<std::size_t>(i)] = borders_->cell_of(points(0, i), points(1, i));
    });
    return place(points, std::make_shared<const ChainCells>(sort_by_key(keys)));
  }

  void sums(const GaussSources& sources, const GaussTargets& targets) const override {
    const auto& from = static_cast<const ChainCloud&>(sources.points);
    const auto& to = static_cast<const ChainCloud&>(targets.points);
    if (targets.value || targets.gradient) {
      const ChainMoments moments(shape_, from, sources.charges);
      const ChainPolynomials values(shape_, *table_, moments, to);
      if (targets.gradient)
        evaluate_all(values, ChainPolynomials(shape_, *radial_table_, moments, to), to, targets);
      else
        evaluate(values, to, targets);
    }
    if (targets.value_bound)
      chain_bounds(shape_, value_errors_, from, sources.charges, to, targets.value_bound);
    if (targets.gradient_bound)
      chain_bounds(shape_, gradient_errors_, from, sources.charges, to, targets.gradient_bound);
  }

  double cost(const SortedCloud& sources, const SortedCloud& targets) const override {
    return chain_cost(shape_, sources.cells(), targets.cells(), 2);
  }

 private:
  /// Of a local derivative along the circle.
  double slope_scale(double width) const { return 2 / (width * radius_); }

  bool is_fine_enough(double cells, int degree, double accuracy) const {
    const ChainShape shape = ring_shape(cells, degree, lambda_, accuracy);
    for (const Index o : {0, 1, 2, 3}) {
      const double offset = static_cast<double>(std::min(o, shape.reach)) * shape.width;
      const InterpolationError value = interpolation_error(CircleKernel(lambda_), offset,
                                                           shape.width / 2, degree),
                               radial = interpolation_error(RadialKernel(lambda_), offset,
                                                            shape.width / 2, degree);
      const double gradient =
          value.slope * slope_scale(shape.width) + radial.value * radius_ / tau_;
      if (value.value > accuracy / 3 || gradient * std::sqrt(tau_) > accuracy / 2) return false;
    }
    return true;
  }

  /// Rounding of angles: each is wrong by less than 4 units, and the kernel's slopes by angle are
  /// below sqrt(lambda) and lambda. Norms that are not quite the radius: exponents (cos t - 1)
  /// lambda are wrong by 2 norm_tolerance of themselves, and x e^-x < 1/2.
  void set_errors() {
    const double root = std::sqrt(lambda_), unit = 1 / std::sqrt(tau_),
                 coordinate = 0x1p-50 * (1 + root), norms = 2 * norm_tolerance;
    const bool sees_all = 2 * shape_.reach + 1 == shape_.ring;
    const double cut_off = static_cast<double>(shape_.reach) * shape_.width;
    value_errors_.far = sees_all ? 0 : std::exp(lambda_ * (std::cos(cut_off) - 1));
    gradient_errors_.far =
        value_errors_.far * 2 * radius_ * std::sin(std::min(cut_off, 3.0) / 2) / tau_;
    for (Index o = -shape_.reach; o <= shape_.reach; ++o) {
      const InterpolationError &value = table_->error(o), &radial = radial_table_->error(o);
      value_errors_.near.push_back(value.value + coordinate + norms);
      gradient_errors_.near.push_back(value.slope * slope_scale(shape_.width) +
                                      radial.value * radius_ / tau_ +
                                      unit * (coordinate + norms * (1 + root)));
    }
  }

  /// The points in these cells; null if one has left its own.
  std::unique_ptr<const ChainCloud> place(PointsView points,
                                          std::shared_ptr<const ChainCells> cells) const {
    return with_points(points.cols(), std::make_unique<ChainCloud>(std::move(cells), true),
                       [&](const CellPiece& piece, ChainCloud& cloud) {
                         return place_piece(points, piece, cloud);
                       });
  }

  bool place_piece(PointsView points, const CellPiece& piece, ChainCloud& cloud) const {
    double *across = cloud.across.data(), *up = cloud.up.data();
    for (Index s = piece.begin; s < piece.end; ++s) {
      const double* from = point_of(points, cloud, s, piece.end);
      across[s] = from[0];
      up[s] = from[1];
    }
    const std::int64_t key = cloud.cells().keys[static_cast<std::size_t>(piece.cell)];
    const auto [cosine, sine] = borders_->middle_of(key);
    const Index count = piece.end - piece.begin;
    const long near_borders = cell_passes().circle_coordinates(
        across + piece.begin, up + piece.begin, count, cosine, sine, 1 / radius_, shape_.width / 2,
        1 - 1e-6, cloud.local.data() + piece.begin);
    return near_borders == 0 || are_all_in(key, across + piece.begin, up + piece.begin, count);
  }

  bool are_all_in(std::int64_t key, const double* across, const double* up, Index count) const {
    for (Index i = 0; i < count; ++i)
      if (borders_->cell_of(across[i], up[i]) != key) return false;
    return true;
  }

  void evaluate(const ChainPolynomials& values, const ChainCloud& to,
                const GaussTargets& targets) const {
    to.pieces().for_each([&](Index p) {
      const CellPiece& piece = to.pieces()[p];
      passes_of_degree(shape_.degree)
          .evaluate(values.of(piece.cell), to.local.data() + piece.begin, piece.end - piece.begin,
                    {targets.value + piece.begin, nullptr, 0});
    });
  }

  void evaluate_all(const ChainPolynomials& values, const ChainPolynomials& radials,
                    const ChainCloud& to, const GaussTargets& targets) const {
    to.pieces().for_each([&](Index p) {
      const CellPiece& piece = to.pieces()[p];
      const Index at = piece.begin;
      passes_of_degree(shape_.degree)
          .evaluate_circle(
              values.of(piece.cell), radials.of(piece.cell), to.local.data() + at, piece.end - at,
              {to.across.data() + at, to.up.data() + at,
               targets.value ? targets.value + at : nullptr, targets.gradient + at,
               targets.gradient + to.size() + at, slope_scale(shape_.width) / radius_, 1 / tau_});
    });
  }

  double tau_, radius_, lambda_;
  ChainShape shape_{};
  std::optional<RingBorders> borders_;  // none if there would be too many cells
  std::optional<ChainTable> table_, radial_table_;
  ChainErrors value_errors_, gradient_errors_;
  bool is_accurate_ = false;
};

}  // namespace

std::unique_ptr<const GaussGrid> make_circle_grid(double tau, double accuracy, double radius) {
  check_grid(tau, accuracy);
  check_radius(radius);
  return std::make_unique<CircleGrid>(tau, accuracy, radius);
}

}  // namespace simclr_flow
