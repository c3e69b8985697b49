#include "simclr_flow/fast_gauss/sort_cache.hpp"

#include <algorithm>
#include <stdexcept>

namespace simclr_flow {
namespace {

/// Grids of spheres at small temperatures hold up to 300 MB.
constexpr std::size_t most_grids = 3, most_orders = 4;

std::shared_ptr<const GaussGrid> make_grid(const GridSetting& at) {
  switch (at.geometry) {
    case GridSetting::Geometry::line:
      return make_line_grid(at.tau, at.accuracy);
    case GridSetting::Geometry::circle:
      return make_circle_grid(at.tau, at.accuracy, at.radius);
    case GridSetting::Geometry::plane:
      return make_plane_grid(at.tau, at.accuracy);
    case GridSetting::Geometry::sphere:
      return make_sphere_grid(at.tau, at.accuracy, at.radius);
  }
  throw std::logic_error("no such geometry");
}

struct KnownGrid {
  GridSetting setting;
  std::shared_ptr<const GaussGrid> grid;
};

}  // namespace

std::shared_ptr<const GaussGrid> shared_grid(const GridSetting& setting) {
  static std::mutex mutex;
  static std::list<KnownGrid> known;  // last used first
  const std::lock_guard lock(mutex);
  const auto found = std::ranges::find(known, setting, &KnownGrid::setting);
  if (found != known.end())
    known.splice(known.begin(), known, found);
  else
    known.push_front({setting, make_grid(setting)});
  if (known.size() > most_grids) known.pop_back();
  return known.front().grid;
}

std::shared_ptr<const SortedCloud> SortCache::last_like(const GaussGrid& grid, Index count) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) {
    return kept.grid.get() == &grid && kept.cloud->size() == count;
  });
  return found == kept_.end() ? nullptr : found->cloud;
}

std::shared_ptr<const SortedCloud> SortCache::sort(const std::shared_ptr<const GaussGrid>& grid,
                                                   PointsView points) {
  const auto before = last_like(*grid, points.cols());
  std::shared_ptr<const SortedCloud> cloud = grid->sort(points, before.get());
  if (!cloud) throw std::logic_error("points that a grid takes have no places in it");
  const std::lock_guard lock(mutex_);
  // In the place of the order that it shares; else of the oldest.
  std::erase_if(
      kept_, [&](const Kept& kept) { return kept.cloud->shared_cells() == cloud->shared_cells(); });
  kept_.push_front({grid, cloud});
  if (kept_.size() > most_orders) kept_.pop_back();
  return cloud;
}

}  // namespace simclr_flow
