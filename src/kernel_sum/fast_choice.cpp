#include "fast_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/kernel_sum/summation.hpp"

namespace simclr_flow {
namespace {

using Way = Summation::Way;

/// Nanoseconds of one thread for all pairs, value and gradient.
double direct_cost(double pairs, Index dims) {
  return pairs * (0.5 + 0.2 * static_cast<double>(dims));
}
constexpr double sort_cost = 40;  // of one point
/// Fast sums must promise this much: both costs are estimates, and some rows may be direct.
constexpr double margin = 1.3;
/// Below so many pairs direct sums take less than a millisecond, and keep all digits.
constexpr double fewest_pairs = 5e5;

double pairs_of(const PairTask& task) {
  return static_cast<double>(task.row_points().cols()) *
         static_cast<double>(task.column_points().cols());
}

/// The grid's own accuracy: rows are held to the one that is asked, by bounds of what all grids'
/// errors add up to.
double grid_accuracy(const Summation& summation) {
  return std::max(finest_accuracy, summation.accuracy / 4);
}

/// The norm of a point, but for its last digits: that which points of one norm share.
double common_norm(const double* point, Index dims) {
  int exponent = 0;
  const double norm = Eigen::Map<const State>(point, dims).norm(),
               mantissa = std::frexp(norm, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, 51)), exponent - 51);
}

/// Whether the first of the points have this norm: most clouds that do not share it show it there.
bool start_with_norm(PointsView points, double norm) {
  for (Index i = 0; i < std::min<Index>(64, points.cols()); ++i)
    if (!(std::abs(points.col(i).norm() - norm) <= 2 * norm_tolerance * norm)) return false;
  return true;
}

std::shared_ptr<const GaussGrid> grid_that_takes(const PairTask& task, const GridSetting& setting) {
  auto grid = shared_grid(setting);
  if (!grid->takes(task.column_points())) return nullptr;
  if (!task.within && !grid->takes(task.row_points())) return nullptr;
  return grid;
}

/// The norm of points that seem to have one norm about the origin; 0 for others.
double norm_of_all(const PairTask& task) {
  const double radius = common_norm(task.column_points().data(), task.column_points().rows());
  const bool is_round = radius > 0 && std::isfinite(radius) &&
                        start_with_norm(task.column_points(), radius) &&
                        start_with_norm(task.row_points(), radius);
  return is_round ? radius : 0;
}

/// Of points of one norm about the origin; null for others.
std::shared_ptr<const GaussGrid> round_grid(const PairTask& task, GridSetting setting) {
  setting.radius = norm_of_all(task);
  return setting.radius > 0 ? grid_that_takes(task, setting) : nullptr;
}

std::shared_ptr<const GaussGrid> grid_for(const PairTask& task) {
  using Geometry = GridSetting::Geometry;
  GridSetting setting{Geometry::line, task.profile.temperature(),
                      grid_accuracy(task.profile.summation())};
  const Index d = task.column_points().rows();
  if (d == 1) return grid_that_takes(task, setting);
  setting.geometry = d == 2 ? Geometry::circle : Geometry::sphere;
  if (auto grid = round_grid(task, setting)) return grid;
  setting.geometry = Geometry::plane;
  return d == 2 ? grid_that_takes(task, setting) : nullptr;
}

/// Why the sum is direct, by what is known without a look at the points; "" if it may be fast.
std::string reason_of_setting(const PairTask& task) {
  const Summation& summation = task.profile.summation();
  const Index d = task.column_points().rows();
  if (summation.way == Way::direct) return "direct sums are asked for";
  if (!task.profile.functions().has_linear_exponent()) return "the kernel is not gauss";
  if (d > 3) return fmt::format("latents have {} dimensions", d);
  if (pairs_of(task) == 0) return "there are no latents";
  if (summation.way == Way::automatic && pairs_of(task) < fewest_pairs) return "few latents";
  return "";
}

/// Why no grid takes the points.
std::string reason_of_points(const PairTask& task) {
  if (!task.column_points().allFinite() || !task.row_points().allFinite())
    return "coordinates are not finite";
  if (task.column_points().rows() < 3)
    return "coordinates are too large for cells of the width of the kernel";
  return norm_of_all(task) > 0 ? "the temperature is out of range for sums on the sphere"
                               : "latents of 3 dimensions are not on one sphere about the origin";
}

}  // namespace

FastChoice::FastChoice(const PairTask& task)
    : reason(reason_of_setting(task)), is_settled(!reason.empty()) {
  if (is_settled) return;
  grid = grid_for(task);
  if (!grid) {
    reason = reason_of_points(task);
    return;
  }
  SortCache& cache = *task.profile.sort_cache();
  columns = cache.sort(grid, task.column_points());
  rows = task.within ? columns : cache.sort(grid, task.row_points());
  const double cost = grid->cost(*columns, *rows);
  if (!std::isfinite(cost)) {
    reason = "fast sums would need too much memory";
    return;
  }
  if (task.profile.summation().way == Way::fast) return;
  const double points = static_cast<double>(columns->size() + (task.within ? 0 : rows->size())),
               left_out = static_cast<double>(rows->size() * task.group),
               fast = 2 * cost + sort_cost * points + direct_cost(left_out, grid->dims());
  if (margin * fast > direct_cost(pairs_of(task), grid->dims())) reason = "direct sums are faster";
}

SumPlan plan_of_sums(const Profile& profile, PointsView points) {
  const FastChoice choice({profile, nullptr, std::make_shared<ScratchPoints>(points), {}, true, 0});
  return {choice.is_fast(), choice.is_fast() ? std::string(choice.grid->name()) : "", choice.reason,
          choice.is_settled};
}

}  // namespace simclr_flow
