#include <mutex>
#include <optional>

#include "chain_choice.hpp"
#include "patch_choice.hpp"
#include "point_blocks.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"
#include "sort_by_key.hpp"
#include "sphere_bounds.hpp"
#include "sphere_cloud.hpp"
#include "sphere_translation.hpp"

namespace simclr_flow {
namespace {

/// Of the temperature of the unit sphere: below it tables of harmonics would take more than 300
/// megabytes, at the finest accuracy.
constexpr double least_sphere_temperature = 9e-4;

/// Cells as in the plane, but small against the sphere, whatever the temperature: charts are
/// curved.
constexpr double widest_sphere_cell = 0.42;
double sphere_cell_angle(double tau, const PatchChoice& choice) {
  return choice.width * std::min(std::sqrt(tau), widest_sphere_cell);
}

/// What is cut off of polynomials, in units of the accuracy, for a unit charge in the same cell: of
/// values, of gradients times sqrt(tau). Measured on all bands of cells, with a margin of two;
/// ours.
constexpr double cut_off_of_values = 0.03, cut_off_of_gradients = 0.2;
/// Roundings spread over the sphere: nodes and harmonics hold charges from everywhere. In units of
/// 2^-53 times the root mean square S of sums over the sphere; of gradients times sqrt(tau) or the
/// width of a cell. Measured with charges in one place and everywhere, with a margin of 1.6; ours.
constexpr double roundings_of_values = 60, roundings_of_gradients = 4500;
/// Of gradients times sqrt(tau), for a unit charge in the same cell.
constexpr double near_rounding_of_gradients = 0x1p-53 * 1000;

/// The mean of k^2 over the sphere, by which S^2 = mean sum_jj' |q_j q_j'| exp(-|y_j - y_j'|^2/(4
/// tau)); of wide kernels less counts.
double mean_square_of_kernel(double tau) { return std::min(0.06, -std::expm1(-4 / tau) * tau / 4); }

class SphereGrid final : public GaussGrid {
 public:
  SphereGrid(double tau, double accuracy, double radius)
      : tau_(tau / (radius * radius)),
        accuracy_(accuracy),
        radius_(radius),
        choice_(choose_patches(accuracy)),
        passes_(patch_passes(choice_.degree)),
        cells_(sphere_cell_angle(std::max(tau_, least_sphere_temperature), choice_)),
        mean_square_(mean_square_of_kernel(tau_)) {}

  std::string_view name() const override { return "sphere"; }
  Index dims() const override { return 3; }

  bool takes(PointsView points) const override {
    const double square = radius_ * radius_, deviation = 2 * norm_tolerance * square;
    return tau_ >= least_sphere_temperature && is_accurate() && points.rows() == 3 &&
           points.cols() < Index{1} << 32 && all_points(points, [&](const double* x) {
             return std::abs(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - square) <= deviation;
           });
  }

  std::unique_ptr<const SortedCloud> sort(PointsView points,
                                          const SortedCloud* before) const override {
    std::vector<std::int64_t> keys;
    if (const auto* known = dynamic_cast<const SphereCloud*>(before);
        known && known->size() == points.cols()) {
      auto cloud = std::make_unique<SphereCloud>(known->shared());
      if (place_on_sphere(cells_, radius_, points, *cloud)) return cloud;
      keys = keys_of_placed(cells_, points, *cloud);
    } else {
      keys = keys_of(points);
    }
    auto cloud =
        std::make_unique<SphereCloud>(std::make_shared<const PatchCells>(sort_by_key(keys)));
    place_on_sphere(cells_, radius_, points, *cloud);
    return cloud;
  }

  void sums(const GaussSources& sources, const GaussTargets& targets) const override {
    const auto& from = static_cast<const SphereCloud&>(sources.points);
    const auto& to = static_cast<const SphereCloud&>(targets.points);
    if (targets.value || targets.gradient) {
      const PatchMoments moments(passes_, from, sources.charges);
      const Index size = to.cells().cells() * passes_.size;
      const ScratchArray value(size), radial(targets.gradient ? size : 0);
      const SphereTranslation::Squares squares{value.data(),
                                               targets.gradient ? radial.data() : nullptr};
      translation().run(from.cells(), moments, to.cells(), squares);
      to.pieces().for_each([&](Index p) { evaluate_sphere(squares, to, to.pieces()[p], targets); });
    }
    if (targets.value_bound || targets.gradient_bound)
      bound_sphere(from, sources.charges, to, targets);
  }

  double cost(const SortedCloud& sources, const SortedCloud& targets) const override {
    // Nanoseconds, all but the first by powers of the degree.
    constexpr double of_point = 4.5, of_moment = 0.032, of_cell = 2, of_wave = 0.1, of_order = 3,
                     of_table = 0.1;
    const double p = choice_.degree, limit = patch_cut_off(accuracy_) / std::sqrt(tau_) + 10,
                 rings = 2 * static_cast<double>(cells_.rings().size()),
                 around = static_cast<double>(cells_.rings().back().cells);
    const auto points = static_cast<double>(sources.size() + targets.size()),
               cells = static_cast<double>(sources.cells().cells() + targets.cells().cells());
    return (of_point + of_moment * p * p) * points + of_cell * p * p * cells +
           p * p * rings * (of_wave * around * around + of_order * limit) +
           of_table * p * rings * limit * limit;
  }

 private:
  std::vector<std::int64_t> keys_of(PointsView points) const {
    std::vector<std::int64_t> keys(static_cast<std::size_t>(points.cols()));
    for_each_point_block(points.cols(), [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i)
        keys[static_cast<std::size_t>(i)] = cells_.key_of(points(0, i), points(1, i), points(2, i));
    });
    return keys;
  }

  const SphereTranslation& translation() const {
    std::call_once(made_, [this] { translation_.emplace(cells_, passes_, tau_, accuracy_); });
    return *translation_;
  }

  void evaluate_sphere(const SphereTranslation::Squares& squares, const SphereCloud& to,
                       const CellPiece& piece, const GaussTargets& targets) const {
    const PatchPoints points = to.points_of(piece);
    const Index square = piece.cell * passes_.size;
    double* value = targets.value ? targets.value + piece.begin : nullptr;
    if (!targets.gradient)
      return passes_.polynomial(squares.value + square, points, {value, nullptr, nullptr});
    double by_x[most_piece_points], by_y[most_piece_points], radial[most_piece_points];
    passes_.polynomial(squares.value + square, points, {value, by_x, by_y});
    passes_.polynomial(squares.radial + square, points, {radial, nullptr, nullptr});
    const double inverse = 1 / radius_;
    put_sphere_gradients(cells_, to, piece, {by_x, by_y, radial, inverse, inverse / tau_},
                         targets.gradient);
  }

  /// Of gradients times sqrt(tau), for a unit charge in the same cell; for all charges, by
  /// roundings.
  double near_gradient_error() const {
    return cut_off_of_gradients * accuracy_ + near_rounding_of_gradients;
  }
  double gradient_rounding() const {
    return 0x1p-53 * roundings_of_gradients * std::max(1.0, std::sqrt(tau_) / widest_sphere_cell);
  }
  /// Whether gradients of wide kernels, which are small, are still told from roundings.
  bool is_accurate() const {
    return near_gradient_error() + gradient_rounding() * std::sqrt(mean_square_) <= accuracy_;
  }

  void bound_sphere(const SphereCloud& from, const double* charges, const SphereCloud& to,
                    const GaussTargets& targets) const {
    const SphereSpectrum& spectrum = translation().spectrum();
    const std::vector<double> sizes = absolute_charges_of_patches(from, charges),
                              at_sources =
                                  charges_near(cells_, tau_, from.cells(), sizes, from.cells()),
                              at_targets =
                                  from.shared() == to.shared()
                                      ? at_sources
                                      : charges_near(cells_, tau_, from.cells(), sizes, to.cells());
    double total = 0, square = 0;
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      total += sizes[c];
      square += sizes[c] * at_sources[c];
    }
    const double spread = std::sqrt(mean_square_ * square), root = std::sqrt(tau_),
                 far_value = spectrum.value_tail * total + 0x1p-53 * roundings_of_values * spread,
                 far_gradient =
                     root * spectrum.gradient_tail * total + gradient_rounding() * spread;
    for (std::size_t c = 0; c < at_targets.size(); ++c) {
      const double near = at_targets[c];
      if (targets.value_bound)
        targets.value_bound[c] = cut_off_of_values * accuracy_ * near + far_value;
      if (targets.gradient_bound)
        targets.gradient_bound[c] =
            (near_gradient_error() * near + far_gradient) / (root * radius_);
    }
  }

  double tau_, accuracy_, radius_;  // tau_: of the unit sphere
  PatchChoice choice_;
  const PatchPasses& passes_;
  SphereCells cells_;
  double mean_square_;
  // Made when first wanted: who finds that direct sums are faster does not wait for them.
  mutable std::once_flag made_;
  mutable std::optional<SphereTranslation> translation_;
};

}  // namespace

std::unique_ptr<const GaussGrid> make_sphere_grid(double tau, double accuracy, double radius) {
  check_grid(tau, accuracy);
  check_radius(radius);
  return std::make_unique<SphereGrid>(tau, accuracy, radius);
}

}  // namespace simclr_flow
