#pragma once
#include <list>
#include <memory>
#include <mutex>

#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow {

/// A grid by what it is made from.
struct GridSetting {
  enum class Geometry { line, circle, plane, sphere };
  Geometry geometry;
  double tau, accuracy;
  double radius = 0;  ///< of circle and sphere
  bool operator==(const GridSetting&) const = default;
};

/// The grid of a setting, as the makers of gauss_grid.hpp make it; the process keeps those that
/// were used last. Thread-safe. Throws as they do.
std::shared_ptr<const GaussGrid> shared_grid(const GridSetting& setting);

/// Sorts points, and keeps the orders that were used last, so that points which have hardly moved
/// are sorted sooner. Results do not depend on what it keeps. Thread-safe.
class SortCache {
 public:
  /// As GaussGrid::sort.
  std::shared_ptr<const SortedCloud> sort(const std::shared_ptr<const GaussGrid>& grid,
                                          PointsView points);

 private:
  struct Kept {
    std::shared_ptr<const GaussGrid> grid;
    std::shared_ptr<const SortedCloud> cloud;
  };
  std::shared_ptr<const SortedCloud> last_like(const GaussGrid& grid, Index count);

  std::mutex mutex_;
  std::list<Kept> kept_;  // last used first
};

}  // namespace simclr_flow
