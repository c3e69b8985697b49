// The laws of gauss_grid.hpp, on spheres.
#include <doctest/doctest.h>

#include "grid_laws.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

using Point = Eigen::Vector3d;

/// Where clouds are put: poles, seams of the azimuth, the equator, anywhere.
Point place_of(std::uint32_t seed) {
  const Point special[] = {{0, 0, 1}, {0, 0, -1}, {1, 0, 0}, {-1, 0, 0}, {0.6, 0, 0.8}};
  if (seed % 6 < 5) return special[seed % 6];
  return RandomStream(2026, "place", seed).normals(3, 1).col(0).normalized();
}

/// Points at angles (a, b) from a place: to all sides.
Points around(const Point& place, const State& a, const State& b) {
  const Point other = std::abs(place.x()) < 0.5 ? Point::UnitX() : Point::UnitY(),
              east = (other - other.dot(place) * place).normalized(),
              north(place.y() * east.z() - place.z() * east.y(),
                    place.z() * east.x() - place.x() * east.z(),
                    place.x() * east.y() - place.y() * east.x());
  Points z(3, a.size());
  for (Index i = 0; i < a.size(); ++i) {
    const double angle = std::hypot(a[i], b[i]), turn = std::atan2(b[i], a[i]);
    z.col(i) = std::cos(angle) * place +
               std::sin(angle) * (std::cos(turn) * east + std::sin(turn) * north);
  }
  return z;
}

/// Poles, points beside them and on seams, by signs of zeros, too.
Points seams(Index n, std::uint32_t seed) {
  RandomStream random(2026, "seams", seed);
  Points z(3, n);
  for (Index i = 0; i < n; ++i) {
    const double tiny = std::pow(10, -300 * random.uniform()), sign = i % 2 == 0 ? 1 : -1,
                 t = 3 * random.uniform();
    switch (random.below(5)) {
      case 0:
        z.col(i) << 0, sign * 0.0, sign;
        break;
      case 1:
        z.col(i) << tiny, sign * tiny, (i % 4 < 2 ? 1 : -1);
        break;
      case 2:
        z.col(i) << std::cos(t), sign * std::sin(t), sign * 0.0;
        break;
      case 3:
        z.col(i) << -std::sin(t), sign * 0.0, std::cos(t);
        break;
      default:
        z.col(i) << std::sin(t), sign * tiny, std::cos(t);
    }
  }
  return z;
}

Points sphere_sample(const std::string& shape, Index n, double tau, double radius,
                     std::uint32_t seed) {
  const double unit = std::min(1.0, std::sqrt(tau) / radius);
  Points z(3, n);
  if (shape == "everywhere") z = RandomStream(2026, "everywhere", seed).normals(3, n);
  if (shape == "seams") z = seams(n, seed);
  if (shape != "everywhere" && shape != "seams")
    z = around(place_of(seed), sample_coordinates(shape, n, unit, seed),
               sample_coordinates(shape, n, unit, seed + 5000));
  return radius * z.colwise().normalized();
}
constexpr const char* sphere_shapes[] = {"everywhere", "seams",      "uniform", "clusters",
                                         "collapsed",  "all scales", "borders", "duplicates"};

constexpr double roundings = 50;  // that the sphere is allowed, for each unit of charge anywhere

GaussErrors worst_on_sphere(const GaussGrid& grid, const std::string& shape, double tau,
                            double accuracy, double radius, std::uint32_t seeds) {
  constexpr Index n = 30;
  GaussErrors worst;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    const Points y = sphere_sample(shape, n, tau, radius, seed),
                 x = sphere_sample(shape, 3, tau, radius, seed + 600);
    const State q = sample_charges(n, seed), ones = State::Ones(n);
    REQUIRE(grid.takes(y));
    worst.include(errors_of(fast_gauss(grid, y, &q, x), tau, accuracy, y, q, x, 1, roundings));
    worst.include(
        errors_of(fast_gauss(grid, y, nullptr, y), tau, accuracy, y, ones, y, 11, roundings));
  }
  return worst;
}

/// On every shape, to every accuracy.
void check_sphere(double tau, double radius, std::uint32_t seeds,
                  const std::vector<double>& accuracies) {
  for (const double accuracy : accuracies) {
    const auto grid = make_sphere_grid(tau, accuracy, radius);
    GaussErrors all;
    for (const char* shape : sphere_shapes) {
      INFO(std::string(shape) << ", tau " << tau << ", radius " << radius << ", accuracy "
                              << accuracy);
      const GaussErrors worst = worst_on_sphere(*grid, shape, tau, accuracy, radius, seeds);
      CHECK(worst.value <= 1);
      CHECK(worst.gradient <= 1);
      CHECK(worst.value_promise <= 1);
      CHECK(worst.gradient_promise <= 1);
      all.include(worst);
    }
    CHECK(all.value > 1e-4);  // bounds mean something
    CHECK(all.gradient > 1e-4);
  }
}

}  // namespace

TEST_CASE("sphere: sums keep their bounds, and bounds what is promised, of narrow kernels") {
  check_sphere(0.001, 1, 2, {1e-5});
  check_sphere(0.01, 1, 4, {1e-4, 1e-12});
  check_sphere(90, 30, 12, {1e-7});
}

TEST_CASE("sphere: sums keep their bounds, and bounds what is promised, of wider kernels") {
  check_sphere(0.1, 1, 8, {1e-4, 1e-7, 1e-10, 1e-12});
  check_sphere(0.3, 1, 8, {1e-5, 1e-8});
  check_sphere(1, 1, 8, {1e-6, 1e-12});
  check_sphere(10, 1, 8, {1e-8, 1e-11});
  check_sphere(0.1, 0.05, 8, {1e-10});
}

TEST_CASE("sphere: many points, a cell that is lost, and a translation") {
  const double tau = 0.1, accuracy = 1e-10;
  const auto grid = make_sphere_grid(tau, accuracy, 1);
  for (const char* shape : {"everywhere", "clusters", "collapsed"})
    for (const std::uint32_t place : {0u, 2u, 4u}) {
      INFO(std::string(shape) << place);
      const Points y = sphere_sample(shape, 5000, tau, 1, 6 * 3 + place),
                   x = sphere_sample(shape, 40, tau, 1, 6 * 4 + place);
      const State q = sample_charges(y.cols(), 5), ones = State::Ones(y.cols());
      CHECK(
          errors_of(fast_gauss(*grid, y, &q, x), tau, accuracy, y, q, x, 7, roundings).largest() <=
          1);
      CHECK(errors_of(fast_gauss(*grid, y, nullptr, x), tau, accuracy, y, ones, x, 9, roundings)
                .largest() <= 1);
      check_lost_cell(*grid, y, q, x, tau, accuracy, 3);  // the one cell of "collapsed" has little
    }
}

TEST_CASE("sphere: results do not depend on the number of threads, nor on sorts made before") {
  constexpr Index n = 20000;
  check_independence(*make_sphere_grid(0.1, 1e-9, 2), sphere_sample("clusters", n, 0.1, 2, 6),
                     sphere_sample("everywhere", n, 0.1, 2, 7));
}

TEST_CASE("sphere: what a grid takes, and what it is made of") {
  const auto grid = make_sphere_grid(0.1, 1e-10, 2);
  CHECK(grid->takes(Points({{2.0, 0.0, -1.2}, {0.0, 0.0, 1.6}, {0.0, -2.0, 0.0}})));
  for (const double bad : {2 * (1 + 1e-14), 1e300, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()})
    CHECK_FALSE(grid->takes(Points({{2.0, 0.0}, {0.0, bad}, {0.0, 0.0}})));
  CHECK_FALSE(grid->takes(Points::Constant(2, 3, std::sqrt(2.0))));
  const Points one({{1.0}, {0.0}, {0.0}});
  CHECK_FALSE(make_sphere_grid(4e-4, 1e-4, 1)->takes(one));  // tables too large
  CHECK_FALSE(make_sphere_grid(50, 1e-12, 1)->takes(one));   // gradients have no digits to spare
  for (const double tau : {1e-3, 0.1, 5.0}) CHECK(make_sphere_grid(tau, 1e-12, 1)->takes(one));
  for (const double tau : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(make_sphere_grid(tau, 1e-10, 1), InputError);
  for (const double accuracy : {1e-13, 1e-3, 0.0})
    CHECK_THROWS_AS(make_sphere_grid(1, accuracy, 1), InputError);
  for (const double radius : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(make_sphere_grid(1, 1e-10, radius), InputError);
}

TEST_CASE("sphere: sums of nothing are 0") {
  const auto grid = make_sphere_grid(0.1, 1e-10, 1);
  const Points x = sphere_sample("everywhere", 5, 0.1, 1, 1);
  const FastGauss none = fast_gauss(*grid, Points(3, 0), nullptr, x);
  CHECK(none.value == State::Zero(5));
  CHECK(none.gradient == Points::Zero(3, 5));
  CHECK(none.value_bound == State::Zero(5));
}
