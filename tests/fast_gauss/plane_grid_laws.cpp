// The laws of gauss_grid.hpp, in the plane.
#include <doctest/doctest.h>

#include "grid_laws.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Points plane_sample(const char* shape, Index n, double tau, std::uint32_t seed) {
  Points z(2, n);
  z.row(0) = sample_coordinates(shape, n, std::sqrt(tau), seed).transpose();
  z.row(1) = sample_coordinates(shape, n, std::sqrt(tau), seed + 5000).transpose();
  return z;
}

GaussErrors worst_in_plane(const GaussGrid& grid, const char* shape, double tau, double accuracy,
                           std::uint32_t seeds) {
  constexpr Index n = 30;
  GaussErrors worst;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    const Points y = plane_sample(shape, n, tau, seed),
                 x = plane_sample(shape, 3, tau, seed + 1000);
    const State q = sample_charges(n, seed), ones = State::Ones(n);
    REQUIRE(grid.takes(y));
    worst.include(errors_of(fast_gauss(grid, y, &q, x), tau, accuracy, y, q, x));
    worst.include(errors_of(fast_gauss(grid, y, nullptr, y), tau, accuracy, y, ones, y, 11));
  }
  return worst;
}

}  // namespace

TEST_CASE("plane: sums keep their bounds, and bounds what is promised, on every shape") {
  for (const double tau : {1e-3, 0.1, 10.0})
    for (const double accuracy : {1e-4, 1e-5, 1e-7, 1e-8, 1e-10, 1e-12}) {
      const auto grid = make_plane_grid(tau, accuracy);
      GaussErrors all;
      for (const char* shape : cloud_shapes) {
        INFO(std::string(shape) << ", tau " << tau << ", accuracy " << accuracy);
        const GaussErrors worst = worst_in_plane(*grid, shape, tau, accuracy, 12);
        CHECK(worst.value <= 1);
        CHECK(worst.gradient <= 1);
        CHECK(worst.value_promise <= 1);
        CHECK(worst.gradient_promise <= 1);
        all.include(worst);
      }
      CHECK(all.value > 1e-3);  // bounds mean something
      CHECK(all.gradient > 1e-3);
    }
}

TEST_CASE("plane: many points, a cell that is lost, and a translation") {
  const double tau = 0.1, accuracy = 1e-10;
  const auto grid = make_plane_grid(tau, accuracy);
  for (const char* shape : {"uniform", "clusters", "collapsed"}) {
    INFO(std::string(shape));
    const Points y = plane_sample(shape, 5000, tau, 3), x = plane_sample(shape, 60, tau, 4);
    const State q = sample_charges(y.cols(), 5);
    CHECK(errors_of(fast_gauss(*grid, y, &q, x), tau, accuracy, y, q, x, 7).largest() <= 1);
    check_lost_cell(*grid, y, q, x, tau, accuracy, 10);  // the one cell of "collapsed" has little
  }
}

TEST_CASE("plane: results do not depend on the number of threads, nor on sorts made before") {
  constexpr Index n = 20000;
  check_independence(*make_plane_grid(0.1, 1e-9), plane_sample("clusters", n, 0.1, 6),
                     plane_sample("uniform", n, 0.1, 7));
}

TEST_CASE("plane: clouds far from the origin give what they give at it") {
  const double tau = 0.1;
  const auto grid = make_plane_grid(tau, 1e-10);
  const double width = 0x1p-10;  // so that no coordinate is rounded
  Points y = (plane_sample("uniform", 300, tau, 9) / width).array().round() * width;
  const State ones = State::Ones(y.cols());
  for (const double shift : {0.0, 0x1p20, -0x1p28}) {
    const Points z = y.array() + shift;
    CHECK(errors_of(fast_gauss(*grid, z, nullptr, z), tau, 1e-10, z, ones, z, 17).largest() <= 1);
  }
}

TEST_CASE("plane: what a grid takes, and what it is made of") {
  const auto grid = make_plane_grid(0.1, 1e-10);
  CHECK(grid->takes(Points::Constant(2, 3, 1e8)));
  CHECK_FALSE(grid->takes(Points::Zero(1, 3)));
  CHECK_FALSE(grid->takes(Points::Zero(3, 3)));
  for (const double bad :
       {1e10, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    for (const Index row : {0, 1}) {
      Points z = Points::Zero(2, 3);
      z(row, 1) = bad;
      CHECK_FALSE(grid->takes(z));
    }
  // Opposite corners: their box has more cells than there are numbers, and what a grid takes has
  // not.
  for (double far = 1e7; far < 1e10; far *= 1.5) {
    Points z(2, 4);
    z << -far, far, -far, far, -far, -far, far, far;
    if (grid->takes(z)) CHECK(grid->sort(z)->size() == 4);
  }
  for (const double tau : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(make_plane_grid(tau, 1e-10), InputError);
  for (const double accuracy : {1e-13, 1e-3, 0.0})
    CHECK_THROWS_AS(make_plane_grid(1, accuracy), InputError);
}

TEST_CASE("plane: sums of nothing and of far away are 0, with a bound") {
  const auto grid = make_plane_grid(0.1, 1e-10);
  const Points y = Points::Constant(2, 3, 1e6), x = Points::Zero(2, 2);
  const FastGauss far = fast_gauss(*grid, y, nullptr, x),
                  none = fast_gauss(*grid, Points(2, 0), nullptr, x);
  CHECK(far.value == State::Zero(2));
  CHECK(far.gradient == Points::Zero(2, 2));
  CHECK(far.value_bound.minCoeff() > 0);
  CHECK(far.value_bound.maxCoeff() < 1e-11);
  CHECK(none.value == State::Zero(2));
  CHECK(none.value_bound == State::Zero(2));
}

TEST_CASE("plane: huge spreads, few cells near each other, and what they cost") {
  const double tau = 1e-4, accuracy = 1e-8;
  const auto grid = make_plane_grid(tau, accuracy);
  Points wide = 1e4 * RandomStream(2026, "wide", 1).normals(2, 2000);  // 1e6 sqrt(tau)
  wide.col(1) = wide.col(0).array() + 0.01;
  const State ones = State::Ones(wide.cols());
  CHECK(errors_of(fast_gauss(*grid, wide, nullptr, wide), tau, accuracy, wide, ones, wide, 37)
            .largest() <= 1);
  const auto few = grid->sort(wide),
             many = grid->sort(100 * RandomStream(2026, "wide", 2).normals(2, 200000));
  CHECK(grid->cost(*few, *few) < 1e8);
  CHECK(std::isinf(grid->cost(*many, *many)));  // some hundred megabytes of moments
}
