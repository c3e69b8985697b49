#include <doctest/doctest.h>

#include <optional>

#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A manifold at random arguments of its maps.
struct Sample {
  Sample(const Manifold& m, Points at)
      : manifold(m),
        y(std::move(at)),
        v(random_points(m.coordinate_dim(), 6, 2)),
        g(random_points(m.ambient_dim(), 6, 3)),
        dg(random_points(m.ambient_dim(), 6, 4)),
        z(m.ambient(y)) {}
  Points push() const {
    Points out(g.rows(), g.cols());
    manifold.push_forward(y, v, out);
    return out;
  }
  Points pull(const Points& at, const Points& gradient) const {
    Points out(y.rows(), y.cols());
    manifold.pull_back(at, gradient, out);
    return out;
  }
  const Manifold& manifold;
  Points y, v, g, dg, z;
};

/// A remainder that vanishes (linear maps), or is of second order.
bool second_order(const std::function<double(double)>& remainder) {
  return remainder(1e-2) < 1e-14 || std::abs(taylor_slope(remainder) - 2) < 0.06;
}

bool push_is_derivative(const Sample& s) {
  const Points dz = s.push();
  return second_order(
      [&](double e) { return (s.manifold.ambient(s.y + e * s.v) - s.z - e * dz).norm(); });
}

bool pull_is_adjoint(const Sample& s) {
  const double left = s.push().cwiseProduct(s.g).sum();
  return std::abs(left - s.v.cwiseProduct(s.pull(s.y, s.g)).sum()) < 1e-13;
}

bool pull_back_derivative_is_derivative(const Sample& s) {
  Points derivative(s.y.rows(), s.y.cols());
  s.manifold.pull_back_derivative(s.y, s.v, s.g, s.dg, derivative);
  return second_order([&](double e) {
    return (s.pull(s.y + e * s.v, s.g + e * s.dg) - s.pull(s.y, s.g) - e * derivative).norm();
  });
}

bool retract_keeps_latents(const Sample& s) {
  Points y = s.y;
  s.manifold.retract(y);
  Points again = y;
  s.manifold.retract(again);
  return (s.manifold.ambient(y) - s.z).norm() < 1e-14 && (again - y).norm() < 1e-15 &&
         s.manifold.distance_from(s.z) < 1e-15;
}

bool projection_is_orthogonal(const Sample& s) {
  const Points velocity = s.push();
  Points fixed = velocity, any = s.g;
  s.manifold.project_tangent(s.z, fixed);
  s.manifold.project_tangent(s.z, any);
  return (fixed - velocity).norm() < 1e-14 && std::abs(any.cwiseProduct(s.g - any).sum()) < 1e-13;
}

/// Distances of all pairs are stationary along every direction, and the directions are independent.
bool symmetries_keep_distances(const Sample& s) {
  Points y = s.y;
  s.manifold.retract(y);
  const auto directions = s.manifold.symmetry_directions(y);
  Points basis(y.size(), std::ssize(directions));
  double worst = 0;
  for (std::size_t k = 0; k < directions.size(); ++k) {
    basis.col(static_cast<Index>(k)) = directions[k].reshaped();
    Points dz(s.z.rows(), s.z.cols());
    s.manifold.push_forward(y, directions[k], dz);
    for (Index i = 0; i < y.cols(); ++i)
      for (Index j = 0; j < i; ++j)
        worst = std::max(worst, std::abs((s.z.col(i) - s.z.col(j)).dot(dz.col(i) - dz.col(j))));
  }
  return worst < 1e-14 && symmetric_eigenvalues(basis.transpose() * basis).prod() > 1e-3;
}

/// Empty if the manifold obeys its laws, else the law it breaks.
std::optional<std::string> broken_law(const Sample& s) {
  if (!push_is_derivative(s)) return "push_forward is not the derivative of to_ambient";
  if (!pull_is_adjoint(s)) return "pull_back is not adjoint to push_forward";
  if (!pull_back_derivative_is_derivative(s)) return "pull_back_derivative";
  if (!retract_keeps_latents(s)) return "retract moves latents or is not idempotent";
  if (!projection_is_orthogonal(s)) return "project_tangent";
  if (!symmetries_keep_distances(s)) return "symmetry_directions";
  return std::nullopt;
}

std::optional<std::string> broken_law(const Manifold& manifold) {
  return broken_law(Sample(manifold, random_points(manifold.coordinate_dim(), 6, 1)));
}

/// The sphere with one planted error.
class SpoiledSphere final : public Manifold {
 public:
  explicit SpoiledSphere(int error) : error_(error) {}
  std::string_view name() const override { return "spoiled"; }
  Index ambient_dim() const override { return 3; }
  Index coordinate_dim() const override { return 3; }
  Index dimension() const override { return 2; }
  void to_ambient(PointsView y, PointsOut z) const override { right_->to_ambient(y, z); }
  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    right_->push_forward(y, v, dz);
    if (error_ == 0) dz = v;  // forgets projection and length
  }
  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    right_->pull_back(y, g, out);
    if (error_ == 1) out *= 2;
  }
  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    if (error_ == 2) {
      right_->pull_back(y, dg, out);  // forgets that the projection moves
    } else {
      right_->pull_back_derivative(y, v, g, dg, out);
    }
  }
  void retract(PointsOut y) const override {
    if (error_ == 3) y.row(0).array() += 0.1;
    right_->retract(y);
  }
  void project_tangent(PointsView z, PointsOut v) const override {
    if (error_ != 4)
      right_->project_tangent(z, v);
    else
      v *= 0.5;
  }
  double distance_from(PointsView z) const override { return right_->distance_from(z); }
  std::vector<Points> symmetry_directions(PointsView y) const override {
    auto directions = right_->symmetry_directions(y);
    if (error_ == 5) directions[0].row(0) *= -1;
    if (error_ == 6) directions[0] = directions[1];
    return directions;
  }

 private:
  int error_;
  std::unique_ptr<Manifold> right_ = make_sphere(3);
};

}  // namespace

TEST_CASE("laws: every manifold obeys its laws") {
  for (const ManifoldEntry& entry : manifolds()) {
    const auto broken = broken_law(*entry.make(entry.sample_dim));
    INFO(entry.name, ": ", broken.value_or(""));
    CHECK_FALSE(broken.has_value());
  }
}

TEST_CASE("laws: every planted error of a manifold is rejected") {
  CHECK_FALSE(broken_law(SpoiledSphere(-1)).has_value());
  for (int error = 0; error < 7; ++error) {
    CAPTURE(error);
    CHECK(broken_law(SpoiledSphere(error)).has_value());
  }
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
    const auto broken = broken_law(Sample(*box, inside(sides)));
    INFO(sides.size(), " sides: ", broken.value_or(""));
    CHECK_FALSE(broken.has_value());
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
