#include <cmath>
#include <limits>

#include "chain_choice.hpp"
#include "plane_rows.hpp"
#include "point_blocks.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow {
namespace {

class PlaneGrid final : public GaussGrid {
 public:
  PlaneGrid(double tau, double accuracy)
      : unit_(std::sqrt(tau)),
        width_(rounded_down(choose_patches(accuracy).width * unit_, 10)),
        choice_{choose_patches(accuracy).degree, width_ / unit_},
        passes_(patch_passes(choice_.degree)),
        table_(choice_, static_cast<Index>(std::ceil(patch_cut_off(accuracy) / choice_.width))) {}

  std::string_view name() const override { return "plane"; }
  Index dims() const override { return 2; }

  bool takes(PointsView points) const override {
    return points.rows() == 2 && static_cast<double>(points.cols()) < most_points &&
           all_points(points, [&](const double* x) {
             return std::abs(x[0]) < most_plane_cells * width_ &&
                    std::abs(x[1]) < most_plane_cells * width_;
           });
  }

  std::unique_ptr<const SortedCloud> sort(PointsView points,
                                          const SortedCloud* before) const override {
    if (const auto* known = dynamic_cast<const PatchCloud*>(before))
      if (auto cloud = place_plane(points, known->shared())) return cloud;
    std::vector<PlaneCell> cells(static_cast<std::size_t>(points.cols()));
    for_each_point_block(points.cols(), [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i)
        cells[static_cast<std::size_t>(i)] = cell_of(points(0, i), points(1, i));
    });
    return place_plane(points, std::make_shared<const PatchCells>(sort_into_plane_cells(cells)));
  }

  void sums(const GaussSources& sources, const GaussTargets& targets) const override {
    const auto& from = static_cast<const PatchCloud&>(sources.points);
    const auto& to = static_cast<const PatchCloud&>(targets.points);
    const PlaneSweep sweep(from.cells(), to.cells(), table_.reach());
    if (targets.value || targets.gradient) {
      const PatchMoments moments(passes_, from, sources.charges);
      const ScratchArray squares(to.cells().cells() * passes_.size);
      sweep.run([&] {
        return std::make_unique<PlaneSquares>(passes_, table_, moments, sweep.rows_in_sight(),
                                              squares.data());
      });
      evaluate_plane(squares.data(), to, targets);
    }
    if (targets.value_bound || targets.gradient_bound)
      bound_plane(sweep, from, sources.charges, to, targets);
  }

  double cost(const SortedCloud& sources, const SortedCloud& targets) const override {
    const PlaneSweep sweep(sources.cells(), targets.cells(), table_.reach());
    // Nanoseconds, the latter two by powers of the degree.
    constexpr double of_point = 3.6, of_moment = 0.024, of_cell = 2, of_step = 0.034;
    const double square = choice_.degree * choice_.degree,
                 rows = static_cast<double>(sweep.rows_in_sight());
    const auto points = static_cast<double>(sources.size() + targets.size()),
               of_targets = static_cast<double>(targets.cells().cells()),
               cells = static_cast<double>(sources.cells().cells()) + of_targets;
    if (8 * static_cast<double>(passes_.size) * cells > most_bytes(points))
      return std::numeric_limits<double>::infinity();
    return (of_point + of_moment * square) * points + of_cell * square * cells +
           of_step * square * choice_.degree * (sweep.sources_seen() + rows * of_targets);
  }

 private:
  static constexpr double most_points = 0x1p32;
  /// That sums of so many points may take; of clouds whose cells need more, direct sums are wanted.
  static double most_bytes(double points) { return 0x1p28 + 200 * points; }

  PlaneCell cell_of(double x, double y) const {
    return {static_cast<std::int64_t>(std::floor(x / width_)),
            static_cast<std::int64_t>(std::floor(y / width_))};
  }

  /// The points in these cells; null if one has left its own.
  std::unique_ptr<const PatchCloud> place_plane(PointsView points,
                                                std::shared_ptr<const PatchCells> cells) const {
    return with_points(points.cols(), std::make_unique<PatchCloud>(std::move(cells)),
                       [&](const CellPiece& piece, PatchCloud& cloud) {
                         return place_plane_piece(points, piece, cloud);
                       });
  }

  bool place_plane_piece(PointsView points, const CellPiece& piece, PatchCloud& cloud) const {
    const PlaneCell cell = plane_cell_of(cloud.cells().keys[static_cast<std::size_t>(piece.cell)]);
    const double centre_x = (static_cast<double>(cell.i) + 0.5) * width_,
                 centre_y = (static_cast<double>(cell.j) + 0.5) * width_, scale = 2 / width_;
    constexpr double inner = 1 - 1e-9;  // surely in the cell, whatever rounding does
    bool inside = true;
    for (Index s = piece.begin; s < piece.end; ++s) {
      const double* from = point_of(points, cloud, s, piece.end);
      const double x = (from[0] - centre_x) * scale, y = (from[1] - centre_y) * scale;
      cloud.x.data()[s] = x;
      cloud.y.data()[s] = y;
      if (!(std::abs(x) < inner && std::abs(y) < inner))
        inside = inside && cell_of(from[0], from[1]) == cell;
    }
    return inside;
  }

  void evaluate_plane(const double* squares, const PatchCloud& to,
                      const GaussTargets& targets) const {
    const Index count = to.size();
    to.pieces().for_each([&](Index p) {
      const CellPiece& piece = to.pieces()[p];
      const auto from = [&](double* out) { return out ? out + piece.begin : nullptr; };
      double *by_x = from(targets.gradient), *by_y = by_x ? by_x + count : nullptr;
      passes_.polynomial(squares + piece.cell * passes_.size, to.points_of(piece),
                         {from(targets.value), by_x, by_y});
      for (Index s = 0; by_x && s < piece.end - piece.begin; ++s) {
        by_x[s] *= 2 / width_;
        by_y[s] *= 2 / width_;
      }
    });
  }

  void bound_plane(const PlaneSweep& sweep, const PatchCloud& from, const double* charges,
                   const PatchCloud& to, const GaussTargets& targets) const {
    const std::vector<double> sizes = absolute_charges_of_patches(from, charges);
    double total = 0;
    for (const double q : sizes) total += q;
    const ScratchArray near(to.cells().cells());
    sweep.run([&] {
      return std::make_unique<PlaneEnvelopes>(table_, sizes, sweep.rows_in_sight(), near.data());
    });
    const double steps = static_cast<double>(2 * sweep.rows_in_sight() * choice_.degree),
                 rounding = 0x1p-53 * (roundings_of_patches(passes_) + steps),
                 cut_off = static_cast<double>(table_.reach()) * choice_.width,
                 far = std::exp(-cut_off * cut_off / 2);
    const double value = table_.value_error() + rounding * table_.value_terms(),
                 gradient = table_.gradient_error() + rounding * table_.gradient_terms();
    for (Index c = 0; c < to.cells().cells(); ++c) {
      if (targets.value_bound) targets.value_bound[c] = value * near.data()[c] + far * total;
      if (targets.gradient_bound)
        targets.gradient_bound[c] = (gradient * near.data()[c] + cut_off * far * total) / unit_;
    }
  }

  double unit_, width_;
  PatchChoice choice_;
  const PatchPasses& passes_;
  PlaneTable table_;
};

}  // namespace

std::unique_ptr<const GaussGrid> make_plane_grid(double tau, double accuracy) {
  check_grid(tau, accuracy);
  return std::make_unique<PlaneGrid>(tau, accuracy);
}

}  // namespace simclr_flow
