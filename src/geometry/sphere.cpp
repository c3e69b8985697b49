#include <cmath>

#include "column_blocks.hpp"
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {
namespace {

/// |y|, whose square may be beyond the range of numbers.
double length(const Eigen::Ref<const State>& y) {
  const double r = y.norm();
  return r > 1e-140 && r < 1e140 ? r : y.stableNorm();
}

class Sphere final : public Manifold {
 public:
  explicit Sphere(Index d) : d_(d) {}
  std::string_view name() const override { return "sphere"; }
  ManifoldFacts facts() const override {
    return {.compact = true, .unit_sphere = true, .directions = true};
  }
  Index ambient_dim() const override { return d_; }
  Index coordinate_dim() const override { return d_; }
  Index dimension() const override { return d_ - 1; }

  void to_ambient(PointsView y, PointsOut z) const override {
    for_each_column(y.cols(), [&](Index i) {
      const double r = length(y.col(i));
      z.col(i) = y.col(i);
      if (r > 0) z.col(i) /= r;
    });
  }

  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    for_each_column(y.cols(), [&](Index i) {
      const double r = length(y.col(i));
      const auto z = y.col(i) / r;
      const double along = z.dot(v.col(i));
      dz.col(i) = (v.col(i) - z * along) / r;
    });
  }

  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    push_forward(y, g, out);  // the differential P/|y| is symmetric
  }

  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    for (Index i = 0; i < y.cols(); ++i) {
      const double r = length(y.col(i));
      const State z = y.col(i) / r;
      const double dr = z.dot(v.col(i));
      const State dz = (v.col(i) - z * dr) / r;
      const double zg = z.dot(g.col(i));
      const double dzg = dz.dot(g.col(i)) + z.dot(dg.col(i));
      out.col(i) = (dg.col(i) - dz * zg - z * dzg - (g.col(i) - z * zg) * (dr / r)) / r;
    }
  }

  void retract(PointsOut y) const override {
    for_each_column(y.cols(), [&](Index i) {
      if (const double r = length(y.col(i)); r > 0) y.col(i) /= r;
    });
  }

  void project_tangent(PointsView z, PointsOut v) const override {
    for_each_column(z.cols(), [&](Index i) {
      const double along = z.col(i).dot(v.col(i));
      v.col(i) -= z.col(i) * along;
    });
  }

  double distance_from(PointsView z) const override {
    return (z.colwise().norm().array() - 1).abs().maxCoeff();
  }
  std::vector<Points> symmetry_directions(PointsView y) const override { return rotations(y); }
  State base_point() const override { return State::Unit(d_, 0); }
  Points uniform(RandomStream& random, Index n) const override {
    Points y = random.normals(d_, n);
    retract(y);
    return y;
  }

 private:
  Index d_;
};

}  // namespace

std::unique_ptr<Manifold> make_sphere(Index d) { return std::make_unique<Sphere>(d); }

}  // namespace simclr_flow
