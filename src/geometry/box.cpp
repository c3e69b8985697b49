#include <fmt/format.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {
namespace {

class Box final : public Manifold {
 public:
  explicit Box(State sides) : sides_(std::move(sides)) {
    if (sides_.size() == 0) throw InputError("a box has no sides; it needs one for each dimension");
    for (Index c = 0; c < sides_.size(); ++c)
      if (!(sides_[c] > 0 && std::isfinite(sides_[c])))
        throw InputError(fmt::format("side {} of a box is {}; it must be positive and finite",
                                     c + 1, sides_[c]));
  }
  std::string_view name() const override { return "box"; }
  ManifoldFacts facts() const override { return {.compact = true, .walls = true}; }
  Index ambient_dim() const override { return sides_.size(); }
  Index coordinate_dim() const override { return sides_.size(); }
  Index dimension() const override { return sides_.size(); }
  void to_ambient(PointsView y, PointsOut z) const override { z = y; }
  void push_forward(PointsView, PointsView v, PointsOut dz) const override { dz = v; }
  void pull_back(PointsView, PointsView g, PointsOut out) const override { out = g; }
  void pull_back_derivative(PointsView, PointsView, PointsView, PointsView dg,
                            PointsOut out) const override {
    out = dg;
  }
  void retract(PointsOut y) const override { y = inside(y); }
  void project_tangent(PointsView, PointsOut) const override {}
  double distance_from(PointsView z) const override {
    return (z - inside(z)).colwise().norm().maxCoeff();
  }
  std::vector<Points> symmetry_directions(PointsView) const override { return {}; }
  Points walls(PointsView y) const override {
    const Points upper = sides_.replicate(1, y.cols());
    return (y.array() >= upper.array()).cast<double>() - (y.array() <= 0).cast<double>();
  }
  Points uniform(RandomStream& random, Index n) const override {
    Points y(sides_.size(), n);
    for (Index i = 0; i < n; ++i)
      for (Index c = 0; c < y.rows(); ++c) y(c, i) = sides_[c] * random.uniform();
    return y;
  }

 private:
  Points inside(PointsView y) const {
    return y.cwiseMax(0).cwiseMin(sides_.replicate(1, y.cols()));
  }

  State sides_;
};

}  // namespace

std::unique_ptr<Manifold> make_box(State sides) { return std::make_unique<Box>(std::move(sides)); }

}  // namespace simclr_flow
