#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {
namespace {

class Euclidean final : public Manifold {
 public:
  explicit Euclidean(Index d) : d_(d) {}
  std::string_view name() const override { return "euclidean"; }
  ManifoldFacts facts() const override { return {}; }
  Index ambient_dim() const override { return d_; }
  Index coordinate_dim() const override { return d_; }
  Index dimension() const override { return d_; }
  void to_ambient(PointsView y, PointsOut z) const override { z = y; }
  void push_forward(PointsView, PointsView v, PointsOut dz) const override { dz = v; }
  void pull_back(PointsView, PointsView g, PointsOut out) const override { out = g; }
  void pull_back_derivative(PointsView, PointsView, PointsView, PointsView dg,
                            PointsOut out) const override {
    out = dg;
  }
  void retract(PointsOut) const override {}
  void project_tangent(PointsView, PointsOut) const override {}
  double distance_from(PointsView) const override { return 0; }
  std::vector<Points> symmetry_directions(PointsView y) const override {
    std::vector<Points> all = rotations(y);
    for (Index c = 0; c < d_; ++c) {
      all.emplace_back(Points::Zero(d_, y.cols()));
      all.back().row(c).setOnes();
    }
    return all;
  }

 private:
  Index d_;
};

}  // namespace

std::unique_ptr<Manifold> make_euclidean(Index d) { return std::make_unique<Euclidean>(d); }

}  // namespace simclr_flow
