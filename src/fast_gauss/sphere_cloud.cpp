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
        cell_(cells.cell_of(key_)),
        chart_(chart_of(cells, cell_)) {}

  bool place(PointsView points, double scale) {
    long doubtful = take_units(points, scale);
    doubtful +=
        sphere_passes().coordinates(chart_, cloud_.units_of(piece_), cloud_.x.data() + piece_.begin,
                                    cloud_.y.data() + piece_.begin);
    if (doubtful == 0) return true;
    for (Index s = piece_.begin; s < piece_.end; ++s)
      if (key_of(points, s) != key_) return false;
    return true;
  }

  /// Of a point that is placed.
  std::int64_t key_of(PointsView points, Index s) const {
    const double* from = point_of(points, cloud_, s, piece_.end);
    if ((from[2] < 0) == cell_.south && is_surely_inside(s)) return key_;
    return cells_.key_of(from[0], from[1], from[2]);
  }

 private:
  /// How many lie on the other half.
  long take_units(PointsView points, double scale) {
    const Index n = cloud_.size();
    double* unit = cloud_.unit.data();
    long elsewhere = 0;
    for (Index s = piece_.begin; s < piece_.end; ++s) {
      const double* from = point_of(points, cloud_, s, piece_.end);
      unit[s] = from[0] * scale;
      unit[n + s] = from[1] * scale;
      unit[2 * n + s] = std::abs(from[2]) * scale;
      elsewhere += (from[2] < 0) != cell_.south ? 1 : 0;
    }
    return elsewhere;
  }

  /// By its local coordinates, whatever rounding does: see sphere_chart.hpp.
  bool is_surely_inside(Index s) const {
    const double x = cloud_.x.data()[s], y = cloud_.y.data()[s], *unit = cloud_.unit.data();
    if (chart_.is_cap) return x * x + y * y < surely_inside;
    const double ahead =
        unit[s] * chart_.cos_azimuth + unit[cloud_.size() + s] * chart_.sin_azimuth;
    return std::max(x * x, y * y) < surely_inside && ahead > 0;
  }

  const SphereCells& cells_;
  SphereCloud& cloud_;
  const CellPiece& piece_;
  std::int64_t key_;
  SphereCell cell_;
  SphereChart chart_;
};

}  // namespace

bool place_on_sphere(const SphereCells& cells, double radius, PointsView points,
                     SphereCloud& cloud) {
  return place_all(cloud, [&](const CellPiece& piece, SphereCloud& into) {
    return PieceOnSphere(cells, into, piece).place(points, 1 / radius);
  });
}

std::vector<std::int64_t> keys_of_placed(const SphereCells& cells, PointsView points,
                                         SphereCloud& cloud) {
  std::vector<std::int64_t> keys(static_cast<std::size_t>(points.cols()));
  cloud.pieces().for_each([&](Index p) {
    const CellPiece& piece = cloud.pieces()[p];
    const PieceOnSphere placed(cells, cloud, piece);
    for (Index s = piece.begin; s < piece.end; ++s)
      keys[static_cast<std::size_t>(cloud.number(s))] = placed.key_of(points, s);
  });
  return keys;
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
