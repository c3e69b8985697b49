#include "simclr_flow/geometry/manifold_laws.hpp"

#include <doctest/doctest.h>

#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// The sphere with one planted error.
class SpoiledSphere final : public Manifold {
 public:
  explicit SpoiledSphere(int error) : error_(error), radius_(error == 15 ? 2 : 1) {}
  ManifoldFacts facts() const override {
    ManifoldFacts facts = right_->facts();
    if (error_ == 9) facts.compact = false;
    if (error_ == 10 || error_ == 15) facts.unit_sphere = false;
    if (error_ == 11) facts.directions = false;
    if (error_ == 12) facts.angles = true;
    if (error_ == 13) facts.walls = true;
    return facts;
  }
  Points coordinates_of(Points z) const override {
    return error_ == 7 ? Points(-z) : right_->coordinates_of(z);
  }
  State base_point() const override { return (error_ == 8 ? 2 : 1) * right_->base_point(); }
  Points uniform(RandomStream& random, Index n) const override {
    return (error_ == 14 ? 2 : 1) * right_->uniform(random, n);
  }
  std::string_view name() const override { return "spoiled"; }
  Index ambient_dim() const override { return 3; }
  Index coordinate_dim() const override { return 3; }
  Index dimension() const override { return 2; }
  void to_ambient(PointsView y, PointsOut z) const override {
    right_->to_ambient(y, z);
    z *= radius_;
  }
  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    right_->push_forward(y, v, dz);
    dz *= radius_;
    if (error_ == 0) dz = v;  // forgets projection and length
  }
  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    right_->pull_back(y, g, out);
    out *= error_ == 1 ? 2 : radius_;
  }
  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    if (error_ == 2) {
      right_->pull_back(y, dg, out);  // forgets that the projection moves
    } else {
      right_->pull_back_derivative(y, v, g, dg, out);
      out *= radius_;
    }
  }
  void retract(PointsOut y) const override {
    if (error_ == 3) y.row(0).array() += 0.1;
    right_->retract(y);
  }
  void project_tangent(PointsView z, PointsOut v) const override {
    if (error_ != 4)
      right_->project_tangent(z / radius_, v);
    else
      v *= 0.5;
  }
  double distance_from(PointsView z) const override {
    return radius_ * right_->distance_from(z / radius_);
  }
  std::vector<Points> symmetry_directions(PointsView y) const override {
    auto directions = right_->symmetry_directions(y);
    if (error_ == 5) directions[0].row(0) *= -1;
    if (error_ == 6) directions[0] = directions[1];
    return directions;
  }

 private:
  int error_;
  double radius_;
  std::unique_ptr<Manifold> right_ = make_sphere(3);
};

}  // namespace

TEST_CASE("laws: every manifold obeys its laws") {
  for (const ManifoldEntry& entry : manifolds()) {
    CHECK(broken_law(*entry.make(entry.sample())) == "");
  }
}

TEST_CASE("laws: every planted error of a manifold is rejected") {
  CHECK(broken_law(SpoiledSphere(-1)) == "");
  for (int error = 0; error < 16; ++error) {
    CAPTURE(error);
    CHECK(broken_law(SpoiledSphere(error)).starts_with("spoiled: "));
  }
  CHECK(broken_law(SpoiledSphere(15)) == "spoiled: coordinates in normal form do not keep lengths");
}

namespace {

/// Six points within a box of these sides, two of them at walls.
Points inside(const State& sides) {
  Points y =
      sides.asDiagonal() * (0.5 + 0.4 * random_points(sides.size(), 6, 1).array().tanh()).matrix();
  y(0, 0) = 0;
  y(0, 1) = sides[0];
  return y;
}

}  // namespace

TEST_CASE("laws: boxes obey the laws of manifolds within their walls") {
  for (const State& sides : {State::Constant(1, 2.0).eval(), State::LinSpaced(3, 0.5, 4).eval()}) {
    const auto box = make_box(sides);
    CHECK(broken_law(*box, inside(sides)) == "");
    CHECK(box->walls(inside(sides)).cwiseAbs().sum() == 2);
  }
}

TEST_CASE("laws: a box brings back what left it, and knows its walls") {
  const auto box = make_box(Eigen::Vector2d(1, 3));
  Points y(2, 4), walls(2, 4), back(2, 4);
  y << 0.5, 0, 1, 1.25, 0.5, -2, 3, 4;
  walls << 0, -1, 1, 1, 0, -1, 1, 1;
  back << 0.5, 0, 1, 1, 0.5, 0, 3, 3;
  CHECK(box->walls(y) == walls);
  CHECK(box->distance_from(y) == 2);
  box->retract(y);
  CHECK(y == back);
  CHECK(box->walls(y) == walls);
  CHECK(box->distance_from(y) == 0);
}

TEST_CASE("laws: walls stop what points out of a box and nothing else") {
  const auto box = make_box(Eigen::Vector2d(1, 3));
  Points y(2, 4), v(2, 4), stopped(2, 4);
  y << 0, 0, 1, 0.5, 3, 3, 0, 4;
  v << -1, 2, -3, 4, 5, -6, -7, 8;
  stopped << 0, 2, -3, 4, 0, -6, 0, 0;
  stop_at_walls(*box, y, v);
  CHECK(v == stopped);
  Points w = -Points::Ones(3, 2);
  stop_at_walls(*make_sphere(3), w, w);
  CHECK(w == -Points::Ones(3, 2));
}

TEST_CASE("laws: a box refuses sides that are not positive and finite") {
  for (const double side : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS_WITH_AS(make_box(Eigen::Vector2d(1, side)), doctest::Contains("side 2 of a box"),
                         InputError);
  CHECK_THROWS_AS(make_box(State()), InputError);
}

TEST_CASE("laws: distance_from sees a point off the sphere and off the circle") {
  Points off(3, 2);
  off << 1, 0, 0, 1 + 1e-6, 0, 0;
  CHECK(make_sphere(3)->distance_from(off) == doctest::Approx(1e-6).epsilon(1e-6));
  CHECK(make_circle()->distance_from(off.topRows(2)) == doctest::Approx(1e-6).epsilon(1e-6));
}

TEST_CASE("sphere: rows of every length have a direction and a gradient") {
  const auto sphere = make_sphere(3);
  const Points y = random_points(3, 6, 1), g = random_points(3, 6, 2);
  Points expected(3, 6), found(3, 6), unit = y;
  sphere->pull_back(y, g, expected);
  sphere->retract(unit);
  for (const double length : {1e-300, 1e-200, 1e-160, 1.0, 1e160, 1e300}) {
    CAPTURE(length);
    Points scaled = length * y;
    sphere->pull_back(scaled, g, found);
    CHECK((length * found - expected).norm() < 1e-14 * expected.norm());
    sphere->retract(scaled);
    CHECK((scaled - unit).norm() < 1e-15);
    CHECK((sphere->ambient(length * y) - unit).norm() < 1e-15);
  }
  Points zero = Points::Zero(3, 1);  // has none: it stays where it is
  sphere->retract(zero);
  CHECK(zero.norm() == 0);
}
