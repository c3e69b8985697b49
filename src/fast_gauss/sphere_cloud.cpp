#include "sphere_cloud.hpp"

#include <atomic>

namespace simclr_flow {
namespace {

constexpr double surely_inside = 1 - 1e-9;  // in the cell, whatever rounding does

struct UnitPoint {
  double x, y, z;
};

/// Local coordinates, and whether the point is surely in its cell.
struct LocalPoint {
  double x, y;
  bool inside;
};
LocalPoint local_on_ring(const SphereChart& chart, const UnitPoint& p) {
  const double rho = std::sqrt(p.x * p.x + p.y * p.y), scale = chart.scale_x / rho;
  const double x = (p.y * chart.cos_azimuth - p.x * chart.sin_azimuth) * scale,
               y = (rho * chart.cos_middle - p.z * chart.sin_middle) * chart.scale_y;
  return {x, y,
          std::abs(x) < surely_inside && std::abs(y) < surely_inside &&
              p.x * chart.cos_azimuth + p.y * chart.sin_azimuth > 0};
}
LocalPoint local_on_cap(const SphereChart& chart, const UnitPoint& p) {
  const double x = p.x * chart.scale_x, y = p.y * chart.scale_x;
  return {x, y, x * x + y * y < surely_inside};
}

UnitPoint tangent_on_ring(const SphereChart& chart, const UnitPoint& p, double by_x, double by_y) {
  const double rho = std::sqrt(p.x * p.x + p.y * p.y), inverse = 1 / rho;
  const double cos_x = (p.x * chart.cos_azimuth + p.y * chart.sin_azimuth) * inverse,
               cos_y = p.z * chart.cos_middle + rho * chart.sin_middle;
  const double east = by_x * cos_x * chart.scale_x * inverse, south = by_y * cos_y * chart.scale_y;
  return {(south * p.z * p.x - east * p.y) * inverse, (south * p.z * p.y + east * p.x) * inverse,
          -south * rho};
}
UnitPoint tangent_on_cap(const SphereChart& chart, const UnitPoint& p, double by_x, double by_y) {
  const double x = by_x * chart.scale_x, y = by_y * chart.scale_x, along = x * p.x + y * p.y;
  return {x - along * p.x, y - along * p.y, -along * p.z};
}

}  // namespace

std::unique_ptr<const SphereCloud> place_on_sphere(const SphereCells& cells, double radius,
                                                   PointsView points,
                                                   std::shared_ptr<const PatchCells> order) {
  auto cloud = std::make_unique<SphereCloud>(std::move(order));
  const Index n = cloud->size();
  if (n != points.cols()) return nullptr;
  const double scale = 1 / radius;
  std::atomic<bool> left = false;
  cloud->pieces().for_each([&](Index number) {
    const CellPiece& piece = cloud->pieces()[number];
    const std::int64_t key = cloud->cells().keys[static_cast<std::size_t>(piece.cell)];
    const SphereCell cell = cells.cell_of(key);
    const SphereChart chart(cells, cell);
    bool inside = true;
    for (Index s = piece.begin; s < piece.end; ++s) {
      const double* from = points.data() + cloud->number(s) * points.outerStride();
      const UnitPoint p{from[0] * scale, from[1] * scale, std::abs(from[2]) * scale};
      const LocalPoint local = chart.is_cap ? local_on_cap(chart, p) : local_on_ring(chart, p);
      cloud->x.data()[s] = local.x;
      cloud->y.data()[s] = local.y;
      cloud->unit.data()[s] = p.x;
      cloud->unit.data()[n + s] = p.y;
      cloud->unit.data()[2 * n + s] = p.z;
      if (!local.inside || (from[2] < 0) != cell.south)
        inside = inside && cells.key_of(from[0], from[1], from[2]) == key;
    }
    if (!inside) left = true;
  });
  if (left) return nullptr;
  return cloud;
}

void put_sphere_gradients(const SphereCells& cells, const SphereCloud& cloud,
                          const CellPiece& piece, const SphereSlopes& slopes, double* out) {
  const SphereCell cell = cells.cell_of(cloud.cells().keys[static_cast<std::size_t>(piece.cell)]);
  const SphereChart chart(cells, cell);
  const Index n = cloud.size();
  const double* unit = cloud.unit.data();
  for (Index s = piece.begin; s < piece.end; ++s) {
    const Index i = s - piece.begin;
    const UnitPoint p{unit[s], unit[n + s], unit[2 * n + s]};
    const UnitPoint along = chart.is_cap
                                ? tangent_on_cap(chart, p, slopes.by_x[i], slopes.by_y[i])
                                : tangent_on_ring(chart, p, slopes.by_x[i], slopes.by_y[i]);
    const double up = slopes.radial_scale * slopes.radial[i];
    out[s] = along.x * slopes.inverse_radius + up * p.x;
    out[n + s] = along.y * slopes.inverse_radius + up * p.y;
    const double z = along.z * slopes.inverse_radius + up * p.z;
    out[2 * n + s] = cell.south ? -z : z;
  }
}

}  // namespace simclr_flow
