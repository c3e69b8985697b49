#include "simclr_flow/study/hessian_spectrum.hpp"

#include <algorithm>

#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/study/reduced_hessian.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/stability.hpp"
#include "support/stationary.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::unique_ptr<Flow> on_sphere(std::string_view preset, double tau, Points start) {
  const Index d = start.rows();
  return particles(preset, "sphere", d, tau, std::move(start));
}

/// N times the Hessian of E along geodesics from the start of a flow in R^3, by differences of
/// energies, in an orthonormal frame of all latents.
Points differenced_hessian(const Flow& flow, double h) {
  const Points y = flow.outputs(flow.initial_state());
  const TangentFrame frame(flow, flow.initial_state());
  const auto energy_at = [&](const State& u) {
    const Points v = points(frame.embed(u), 3);
    Points z(3, y.cols());
    for (Index i = 0; i < y.cols(); ++i) {
      const double angle = v.col(i).norm();
      z.col(i) = std::cos(angle) * y.col(i) + (angle > 0 ? std::sin(angle) / angle : 1) * v.col(i);
    }
    return flow.latent_energy()->evaluate(z, nullptr);
  };
  const Index n = frame.size();
  Points hessian(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const State a = h * State::Unit(n, i), b = h * State::Unit(n, j);
      hessian(i, j) = (energy_at(a + b) - energy_at(a - b) - energy_at(b - a) + energy_at(-a - b)) /
                      (4 * h * h);
    }
  return hessian;
}

State all_eigenvalues(const Flow& flow) {
  return hessian_spectrum(flow, flow.initial_state(), {.count = 1000}).lowest;
}

double largest_difference(const State& a, const State& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("hessian: its eigenvalues are those of second differences along geodesics") {
  for (const char* preset : {"simclr", "nt-xent", "dcl", "linear"}) {
    CAPTURE(preset);
    const auto flow = on_sphere(preset, 0.5, theory::configuration_points("octahedron"));
    const Points differenced = differenced_hessian(*flow, 2e-4);
    const State expected = symmetric_eigenvalues(differenced);
    const ReducedHessian hessian(*flow, flow->initial_state());
    CHECK(hessian.size() == 12);
    CHECK(hessian.unknowns() == 9);
    // Three more zeros are the rotations.
    State with_rotations(12);
    with_rotations << all_eigenvalues(*flow), State::Zero(3);
    std::sort(with_rotations.begin(), with_rotations.end());
    CHECK(largest_difference(expected, with_rotations) <
          1e-6 * expected.cwiseAbs().maxCoeff() + 1e-7);
  }
}

TEST_CASE("hessian: all modes of polygons grow at their rates") {
  for (const auto& [preset, a] : {std::pair{"dcl", 0.0}, {"nt-xent", 0.5}, {"simclr", 9.0}}) {
    CAPTURE(preset);
    const auto flow = particles(preset, "circle", 2, 0.15, polygon_angles(8));
    State rates(7);
    for (Index p = 1; p < 8; ++p) rates[p - 1] = -theory::polygon_rate(p, 8, 0.15, a);
    std::sort(rates.begin(), rates.end());
    CHECK(largest_difference(all_eigenvalues(*flow), rates) < 1e-11 * rates.cwiseAbs().maxCoeff());
  }
}

TEST_CASE("hessian: equal atoms on the circle split at the rate Lambda_c") {
  for (const auto& [c, tau] : {std::pair<Index, double>{2, 0.2}, {4, 0.2}, {4, 1}, {3, 0.1}}) {
    CAPTURE(c);
    CAPTURE(tau);
    const auto flow = particles("simclr", "circle", 2, tau, polygon_angles(c, 3));
    const HessianSpectrum spectrum = hessian_spectrum(*flow, flow->initial_state(), {.count = 1});
    CHECK(std::abs(spectrum.lowest[0] + theory::splitting_rate(c, tau)) < 1e-8);
    CHECK(spectrum.negative >= 2 * c);  // each atom's differences
  }
}

TEST_CASE("hessian: without a matrix the lowest eigenvalues are the same, multiple ones included") {
  for (const char* name : {"icosahedron", "cuboctahedron"}) {
    CAPTURE(name);
    const auto flow = on_sphere("simclr", 0.2, theory::configuration_points(name));
    const HessianSpectrum dense = hessian_spectrum(*flow, flow->initial_state()),
                          free = hessian_spectrum(*flow, flow->initial_state(), {.dense = 0});
    REQUIRE(dense.lowest.size() >= 8);
    REQUIRE(free.lowest.size() >= 8);
    CHECK(largest_difference(dense.lowest.head(8), free.lowest.head(8)) < 1e-9 * dense.largest);
    CHECK(free.negative == dense.negative);
    CHECK_FALSE(free.complete);
  }
}

TEST_CASE("hessian: the cuboctahedron is a saddle, the icosahedron a minimum") {
  const auto index = [](const char* name) {
    const auto flow = on_sphere("simclr", 0.2, theory::configuration_points(name));
    return hessian_spectrum(*flow, flow->initial_state(), {.count = 1}).negative;
  };
  CHECK(index("icosahedron") == 0);
  CHECK(index("cuboctahedron") > 0);
}

TEST_CASE("tangent frame: embed and reduce are adjoint and isometric, symmetries are modes of 0") {
  for (const char* manifold : {"circle", "sphere"}) {
    CAPTURE(manifold);
    const bool circle = std::string_view(manifold) == "circle";
    Points y = random_points(circle ? 1 : 3, 7, 3);
    if (!circle) y.colwise().normalize();
    const auto flow = particles("simclr", manifold, circle ? 2 : 3, 0.4, y);
    const State x = flow->initial_state();
    const TangentFrame frame(*flow, x);
    const State u = random_points(frame.size(), 1, 4),
                v = frame.embed(random_points(frame.size(), 1, 5));
    CHECK((frame.reduce(frame.embed(u)) - u).norm() < 1e-14);
    CHECK(std::abs(frame.embed(u).dot(v) / 7 - u.dot(frame.reduce(v))) < 1e-14);
    CHECK(frame.symmetries().cols() == (circle ? 1 : 3));
    const LinearMap derivative = flow->linearise(x);
    State velocity;
    flow->rhs(x, velocity);
    for (Index k = 0; k < frame.symmetries().cols(); ++k) {
      const State s = frame.symmetries().col(k);
      CHECK(std::abs(frame.reduce(velocity).dot(s)) < 1e-14);  // no force along an isometry
    }
  }
}
