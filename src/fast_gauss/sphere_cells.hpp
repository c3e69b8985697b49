#pragma once
// The lattice of the unit sphere. Private.
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "sphere_chart.hpp"

namespace simclr_flow {

/// A cap around each pole, and rings of cells between them, the same on both halves: a point of the
/// southern half lies where its image in the equator does.
///
/// On a ring the local coordinates are the sines of the angles from the middle of a cell, along the
/// circle of latitude and along the meridian; on a cap they are x and y. No chart has a pole.
struct SphereRing {
  double middle, height;  ///< angles from the pole
  Index cells, first;     ///< how many; the number of the first on its half
  double width() const { return 2 * std::numbers::pi / static_cast<double>(cells); }
};

struct SphereCell {
  bool south;
  Index ring;  ///< -1: the cap
  Index place;
};

class SphereCells {
 public:
  /// Cells of at most this angle. Near poles, where they are trapezia, they are narrower.
  explicit SphereCells(double angle);

  double angle() const { return angle_; }
  double cap() const { return cap_; }
  const std::vector<SphereRing>& rings() const { return rings_; }
  Index cells_of_half() const { return rings_.back().first + rings_.back().cells; }

  std::int64_t key_of(double x, double y, double z) const;
  SphereCell cell_of(std::int64_t key) const;
  std::int64_t key_of(const SphereCell& cell) const {
    const Index first = cell.ring < 0 ? 0 : rings_[static_cast<std::size_t>(cell.ring)].first;
    return (cell.south ? cells_of_half() : 0) + first + cell.place;
  }

 private:
  double angle_, cap_;
  std::vector<SphereRing> rings_;  // of the northern half, from the cap to the equator
};

SphereChart chart_of(const SphereCells& cells, const SphereCell& cell);

}  // namespace simclr_flow
