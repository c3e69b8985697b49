#include "sphere_cells.hpp"

#include <algorithm>

namespace simclr_flow {
namespace {

/// In units of the cells' angle: a cap's radius, the height of rings at most; and how many cells a
/// ring has more than its outer circle is long, so that those at the poles are narrow.
constexpr double cap_radius = 0.6, ring_height = 0.95, further_cells = 4;

}  // namespace

SphereCells::SphereCells(double angle) : angle_(angle), cap_(cap_radius * angle) {
  const double length = std::numbers::pi / 2 - cap_;
  const auto count = static_cast<Index>(std::ceil(length / (ring_height * angle)));
  const double height = length / static_cast<double>(count);
  Index first = 1;
  for (Index r = 0; r < count; ++r) {
    const double inner = cap_ + static_cast<double>(r) * height,
                 around = 2 * std::numbers::pi * std::sin(inner + height);
    const auto cells = static_cast<Index>(std::ceil(around / angle + further_cells));
    rings_.push_back({inner + height / 2, height, cells, first});
    first += cells;
  }
}

std::int64_t SphereCells::key_of(double x, double y, double z) const {
  const bool south = z < 0;
  const double angle = std::atan2(std::sqrt(x * x + y * y), std::abs(z));
  if (angle < cap_) return key_of(SphereCell{south, -1, 0});
  const Index ring = std::min(static_cast<Index>((angle - cap_) / rings_.front().height),
                              static_cast<Index>(rings_.size()) - 1);
  const double azimuth = std::atan2(y, x),
               turned = azimuth < 0 ? azimuth + 2 * std::numbers::pi : azimuth;
  const SphereRing& of = rings_[static_cast<std::size_t>(ring)];
  return key_of(
      SphereCell{south, ring, std::min(static_cast<Index>(turned / of.width()), of.cells - 1)});
}

SphereCell SphereCells::cell_of(std::int64_t key) const {
  const bool south = key >= cells_of_half();
  const Index number = south ? key - cells_of_half() : key;
  const auto after = std::ranges::upper_bound(rings_, number, {}, &SphereRing::first);
  const Index ring = after - rings_.begin() - 1;
  return {south, ring, ring < 0 ? 0 : number - rings_[static_cast<std::size_t>(ring)].first};
}

SphereChart chart_of(const SphereCells& cells, const SphereCell& cell) {
  const double scale = 1 / std::sin(cells.cap());
  if (cell.ring < 0) return {true, 1, 0, 1, 0, scale, scale};
  const SphereRing& ring = cells.rings()[static_cast<std::size_t>(cell.ring)];
  const double azimuth = (static_cast<double>(cell.place) + 0.5) * ring.width();
  return {false,
          std::cos(azimuth),
          std::sin(azimuth),
          std::cos(ring.middle),
          std::sin(ring.middle),
          1 / std::sin(ring.width() / 2),
          1 / std::sin(ring.height / 2)};
}

}  // namespace simclr_flow
