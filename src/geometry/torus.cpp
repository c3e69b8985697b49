#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {
namespace {

class Torus final : public Manifold {
 public:
  explicit Torus(Index angles) : k_(angles) {}
  std::string_view name() const override { return "torus"; }
  ManifoldFacts facts() const override { return {.compact = true, .angles = true}; }
  Index ambient_dim() const override { return 2 * k_; }
  Index coordinate_dim() const override { return k_; }
  Index dimension() const override { return k_; }

  void to_ambient(PointsView y, PointsOut z) const override {
    for (Index c = 0; c < k_; ++c) {
      z.row(2 * c) = y.row(c).array().cos();
      z.row(2 * c + 1) = y.row(c).array().sin();
    }
  }

  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    for (Index c = 0; c < k_; ++c) {
      dz.row(2 * c) = -y.row(c).array().sin() * v.row(c).array();
      dz.row(2 * c + 1) = y.row(c).array().cos() * v.row(c).array();
    }
  }

  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    for (Index c = 0; c < k_; ++c)
      out.row(c) = y.row(c).array().cos() * g.row(2 * c + 1).array() -
                   y.row(c).array().sin() * g.row(2 * c).array();
  }

  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    pull_back(y, dg, out);
    for (Index c = 0; c < k_; ++c)
      out.row(c).array() -= v.row(c).array() * (y.row(c).array().cos() * g.row(2 * c).array() +
                                                y.row(c).array().sin() * g.row(2 * c + 1).array());
  }

  void retract(PointsOut) const override {}  // angles stay unwrapped

  void project_tangent(PointsView z, PointsOut v) const override {
    for (Index i = 0; i < z.cols(); ++i)
      for (Index c = 0; c < k_; ++c) {
        const auto radius = z.col(i).segment<2>(2 * c);
        auto part = v.col(i).segment<2>(2 * c);
        part -= radius * radius.dot(part);
      }
  }

  double distance_from(PointsView z) const override {
    double largest = 0;
    for (Index i = 0; i < z.cols(); ++i) {
      State off(k_);
      for (Index c = 0; c < k_; ++c) off[c] = z.col(i).segment<2>(2 * c).norm() - 1;
      largest = std::isnan(off.norm()) ? off.norm() : std::max(largest, off.norm());
    }
    return largest;
  }

  std::vector<Points> symmetry_directions(PointsView y) const override {
    std::vector<Points> all;
    for (Index c = 0; c < k_; ++c) {
      all.emplace_back(Points::Zero(k_, y.cols()));
      all.back().row(c).setOnes();
    }
    return all;
  }

  Points coordinates_of(Points z) const override {
    Points y(k_, z.cols());
    for (Index i = 0; i < z.cols(); ++i)
      for (Index c = 0; c < k_; ++c) y(c, i) = std::atan2(z(2 * c + 1, i), z(2 * c, i));
    return y;
  }

  Points uniform(RandomStream& random, Index n) const override {
    Points y(k_, n);
    for (double& angle : y.reshaped()) angle = 2 * std::numbers::pi * random.uniform();
    return y;
  }

 private:
  Index k_;
};

}  // namespace

std::unique_ptr<Manifold> make_torus(Index d) {
  if (d < 4 || d % 2 != 0)
    throw InputError("a torus is in R^4, R^6, ...: two dimensions for each of its angles");
  return std::make_unique<Torus>(d / 2);
}

}  // namespace simclr_flow
