#include <doctest/doctest.h>

#include "support/samples.hpp"
#include "support/slopes.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

struct Sample {
  explicit Sample(const ManifoldEntry& e)
      : manifold(e.make(e.sample_dim)),
        y(random_points(manifold->coordinate_dim(), 6, 1)),
        v(random_points(manifold->coordinate_dim(), 6, 2)),
        g(random_points(manifold->ambient_dim(), 6, 3)),
        dg(random_points(manifold->ambient_dim(), 6, 4)) {}
  Points push() const {
    Points out(g.rows(), g.cols());
    manifold->push_forward(y, v, out);
    return out;
  }
  Points pull(const Points& at, const Points& gradient) const {
    Points out(y.rows(), y.cols());
    manifold->pull_back(at, gradient, out);
    return out;
  }
  std::unique_ptr<Manifold> manifold;
  Points y, v, g, dg;
};

}  // namespace

TEST_CASE("laws: every manifold: push_forward is the derivative of to_ambient") {
  for (const ManifoldEntry& entry : manifolds()) {
    CAPTURE(entry.name);
    const Sample s(entry);
    const Points z = s.manifold->ambient(s.y), dz = s.push();
    const auto remainder = [&](double e) {
      return (s.manifold->ambient(s.y + e * s.v) - z - e * dz).norm();
    };
    if (entry.name == "euclidean")
      CHECK(remainder(1e-2) < 1e-14);
    else
      CHECK(taylor_slope(remainder) == doctest::Approx(2).epsilon(0.02));
  }
}

TEST_CASE("laws: every manifold: pull_back is adjoint to push_forward") {
  for (const ManifoldEntry& entry : manifolds()) {
    CAPTURE(entry.name);
    const Sample s(entry);
    const double left = s.push().cwiseProduct(s.g).sum();
    const double right = s.v.cwiseProduct(s.pull(s.y, s.g)).sum();
    CHECK(left == doctest::Approx(right).epsilon(1e-14));
  }
}

TEST_CASE("laws: every manifold: pull_back_derivative is the derivative of pull_back") {
  for (const ManifoldEntry& entry : manifolds()) {
    CAPTURE(entry.name);
    const Sample s(entry);
    Points derivative(s.y.rows(), s.y.cols());
    s.manifold->pull_back_derivative(s.y, s.v, s.g, s.dg, derivative);
    const auto remainder = [&](double e) {
      return (s.pull(s.y + e * s.v, s.g + e * s.dg) - s.pull(s.y, s.g) - e * derivative).norm();
    };
    if (entry.name == "euclidean")
      CHECK(remainder(1e-2) < 1e-14);
    else
      CHECK(taylor_slope(remainder) == doctest::Approx(2).epsilon(0.02));
  }
}

TEST_CASE("laws: every manifold: retract keeps the latents and project_tangent fixes velocities") {
  for (const ManifoldEntry& entry : manifolds()) {
    CAPTURE(entry.name);
    const Sample s(entry);
    const Points z = s.manifold->ambient(s.y);
    CHECK(s.manifold->distance_from(z) < 1e-15);
    Points y = s.y;
    s.manifold->retract(y);
    CHECK((s.manifold->ambient(y) - z).norm() < 1e-14);
    Points again = y;
    s.manifold->retract(again);
    CHECK((again - y).norm() < 1e-15);
    Points velocity = s.push(), projected = velocity, any = s.g;
    s.manifold->project_tangent(z, projected);
    CHECK((projected - velocity).norm() < 1e-14);
    s.manifold->project_tangent(z, any);
    CHECK(any.cwiseProduct(s.g - any).sum() == doctest::Approx(0).epsilon(1e-13));
  }
}

TEST_CASE("laws: distance_from sees a point off the sphere and off the circle") {
  Points off(3, 2);
  off << 1, 0, 0, 1 + 1e-6, 0, 0;
  CHECK(make_sphere(3)->distance_from(off) == doctest::Approx(1e-6).epsilon(1e-6));
  CHECK(make_circle()->distance_from(off.topRows(2)) == doctest::Approx(1e-6).epsilon(1e-6));
}
