#pragma once
// Points of the sphere in cells. Private.
#include "patch_cloud.hpp"
#include "sphere_cells.hpp"

namespace simclr_flow {

/// By sorted number also the points on the unit sphere, [c·size() + s]; those of the southern half
/// by their image in the equator.
class SphereCloud final : public PatchCloud {
 public:
  explicit SphereCloud(std::shared_ptr<const PatchCells> cells)
      : PatchCloud(std::move(cells)), unit(3 * size()) {}
  SpherePoints units_of(const CellPiece& piece) const {
    const double* first = unit.data() + piece.begin;
    return {first, first + size(), first + 2 * size(), piece.end - piece.begin};
  }
  ScratchArray unit;
};

/// The points (3×N) on a sphere of that radius in these cells; null if one has left its own.
std::unique_ptr<const SphereCloud> place_on_sphere(const SphereCells& cells, double radius,
                                                   PointsView points,
                                                   std::shared_ptr<const PatchCells> order);

/// Writes the gradients in R^3 of the points of a piece to out[c·size() + s], s a sorted number.
void put_sphere_gradients(const SphereCells& cells, const SphereCloud& cloud,
                          const CellPiece& piece, const SphereSlopes& slopes, double* out);

}  // namespace simclr_flow
