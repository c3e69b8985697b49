#include "sphere_cloud.hpp"

#include "point_blocks.hpp"

namespace simclr_flow {
namespace {

/// The points of a piece, as if they lay in their cell; whether they do.
class PieceOnSphere {
 public:
  PieceOnSphere(const SphereCells& cells, SphereCloud& cloud, const CellPiece& piece)
      : cells_(cells),
        cloud_(cloud),
        piece_(piece),
        key_(cloud.cells().keys[static_cast<std::size_t>(piece.cell)]),
        cell_(cells.cell_of(key_)) {}

  bool place(PointsView points, double scale) {
    long doubtful = take_units(points, scale);
    doubtful +=
        sphere_passes().coordinates(chart_of(cells_, cell_), cloud_.units_of(piece_),
                                    cloud_.x.data() + piece_.begin, cloud_.y.data() + piece_.begin);
    return doubtful == 0 || all_have_the_key(points);
  }

 private:
  /// How many lie on the other half.
  long take_units(PointsView points, double scale) {
    const Index n = cloud_.size();
    double* unit = cloud_.unit.data();
    long elsewhere = 0;
    for (Index s = piece_.begin; s < piece_.end; ++s) {
      const double* from = points.data() + cloud_.number(s) * points.outerStride();
      unit[s] = from[0] * scale;
      unit[n + s] = from[1] * scale;
      unit[2 * n + s] = std::abs(from[2]) * scale;
      elsewhere += (from[2] < 0) != cell_.south ? 1 : 0;
    }
    return elsewhere;
  }
  bool all_have_the_key(PointsView points) const {
    for (Index s = piece_.begin; s < piece_.end; ++s) {
      const double* from = points.data() + cloud_.number(s) * points.outerStride();
      if (cells_.key_of(from[0], from[1], from[2]) != key_) return false;
    }
    return true;
  }

  const SphereCells& cells_;
  SphereCloud& cloud_;
  const CellPiece& piece_;
  std::int64_t key_;
  SphereCell cell_;
};

}  // namespace

std::unique_ptr<const SphereCloud> place_on_sphere(const SphereCells& cells, double radius,
                                                   PointsView points,
                                                   std::shared_ptr<const PatchCells> order) {
  return with_points(points.cols(), std::make_unique<SphereCloud>(std::move(order)),
                     [&](const CellPiece& piece, SphereCloud& cloud) {
                       return PieceOnSphere(cells, cloud, piece).place(points, 1 / radius);
                     });
}

void put_sphere_gradients(const SphereCells& cells, const SphereCloud& cloud,
                          const CellPiece& piece, const SphereSlopes& slopes, double* out) {
  const SphereCell cell = cells.cell_of(cloud.cells().keys[static_cast<std::size_t>(piece.cell)]);
  const Index n = cloud.size();
  double *x = out + piece.begin, *y = x + n, *z = y + n;
  sphere_passes().gradients(chart_of(cells, cell), cloud.units_of(piece), slopes, x, y, z);
  if (cell.south)
    for (Index i = 0; i < piece.end - piece.begin; ++i) z[i] = -z[i];
}

}  // namespace simclr_flow
