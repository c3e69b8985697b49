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

/// Puts the points (3×N) on a sphere of that radius into the cells of the cloud; whether each lies
/// in its cell.
bool place_on_sphere(const SphereCells& cells, double radius, PointsView points,
                     SphereCloud& cloud);
/// The key of each point, of a cloud in which they were placed although some have left their cells.
std::vector<std::int64_t> keys_of_placed(const SphereCells& cells, PointsView points,
                                         SphereCloud& cloud);

/// Writes the gradients in R^3 of the points of a piece to out[c·size() + s], s a sorted number.
void put_sphere_gradients(const SphereCells& cells, const SphereCloud& cloud,
                          const CellPiece& piece, const SphereSlopes& slopes, double* out);

}  // namespace simclr_flow
