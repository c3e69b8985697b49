#include <cmath>
#include <numbers>

#include "column_blocks.hpp"
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {
namespace {

class Circle final : public Manifold {
 public:
  std::string_view name() const override { return "circle"; }
  ManifoldFacts facts() const override {
    return {.compact = true, .unit_sphere = true, .angles = true};
  }
  Index ambient_dim() const override { return 2; }
  Index coordinate_dim() const override { return 1; }
  Index dimension() const override { return 1; }

  void to_ambient(PointsView y, PointsOut z) const override {
    for_each_column(y.cols(), [&](Index i) {
      z(0, i) = std::cos(y(0, i));
      z(1, i) = std::sin(y(0, i));
    });
  }

  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    dz.row(0) = (-y.array().sin() * v.array()).matrix();
    dz.row(1) = (y.array().cos() * v.array()).matrix();
  }

  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    for_each_column(y.cols(), [&](Index i) {
      out(0, i) = std::cos(y(0, i)) * g(1, i) - std::sin(y(0, i)) * g(0, i);
    });
  }

  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    pull_back(y, dg, out);
    out.array() -=
        v.array() * (y.array().cos() * g.row(0).array() + y.array().sin() * g.row(1).array());
  }

  void retract(PointsOut) const override {}  // angles stay unwrapped: they carry the order

  void project_tangent(PointsView z, PointsOut v) const override {
    for (Index i = 0; i < z.cols(); ++i) v.col(i) -= z.col(i) * z.col(i).dot(v.col(i));
  }

  double distance_from(PointsView z) const override {
    return (z.colwise().norm().array() - 1).abs().maxCoeff();
  }
  std::vector<Points> symmetry_directions(PointsView y) const override {
    return {Points::Ones(1, y.cols())};
  }
  Points coordinates_of(Points z) const override {
    Points y(1, z.cols());
    for (Index i = 0; i < z.cols(); ++i) y(0, i) = std::atan2(z(1, i), z(0, i));
    return y;
  }
  Points uniform(RandomStream& random, Index n) const override {
    Points y = random.normals(1, n);  // drawn so that starts stay what they were
    for (double& angle : y.reshaped()) angle = 2 * std::numbers::pi * random.uniform();
    return y;
  }
};

}  // namespace

std::unique_ptr<Manifold> make_circle() { return std::make_unique<Circle>(); }

}  // namespace simclr_flow
