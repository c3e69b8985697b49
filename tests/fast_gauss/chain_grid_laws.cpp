// The laws of gauss_grid.hpp, on the line and on circles.
#include <doctest/doctest.h>

#include "grid_laws.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A space of one dimension, with lengths along it.
struct Chain {
  std::string name;
  double radius;  ///< 0: the line

  std::unique_ptr<const GaussGrid> grid(double tau, double accuracy) const {
    return radius > 0 ? make_circle_grid(tau, accuracy, radius) : make_line_grid(tau, accuracy);
  }
  Points at(const State& lengths) const {
    if (radius == 0) return lengths.transpose();
    Points z(2, lengths.size());
    for (Index i = 0; i < lengths.size(); ++i)
      z.col(i) << radius * std::cos(lengths[i] / radius), radius * std::sin(lengths[i] / radius);
    return z;
  }
  Points sample(const char* shape, Index n, double tau, std::uint32_t seed) const {
    return at(sample_coordinates(shape, n, std::sqrt(tau), seed));
  }
};

const Chain chains[] = {{"line", 0}, {"circle", 1}, {"small circle", 0.05}, {"large circle", 30}};

/// The worst of some seeds, with charges and without, of sources at targets and at themselves.
GaussErrors worst_of(const Chain& chain, const GaussGrid& grid, const char* shape, double tau,
                     double accuracy, std::uint32_t seeds) {
  constexpr Index n = 30;
  GaussErrors worst;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    const Points y = chain.sample(shape, n, tau, seed),
                 x = chain.sample(shape, 3, tau, seed + 1000);
    const State q = sample_charges(n, seed), ones = State::Ones(n);
    REQUIRE(grid.takes(y));
    worst.include(errors_of(fast_gauss(grid, y, &q, x), tau, accuracy, y, q, x));
    worst.include(errors_of(fast_gauss(grid, y, nullptr, y), tau, accuracy, y, ones, y, 11));
  }
  return worst;
}

}  // namespace

TEST_CASE("laws: sums keep their bounds, and bounds what is promised, on every shape") {
  for (const Chain& chain : chains)
    for (const double tau : {1e-3, 0.1, 10.0})
      for (const double accuracy : {1e-4, 1e-7, 1e-10, 1e-12}) {
        if (chain.radius > 10 && tau < 0.01 && accuracy < 1e-11) continue;  // taken by none
        const auto grid = chain.grid(tau, accuracy);
        GaussErrors all;
        for (const char* shape : cloud_shapes) {
          INFO(chain.name << ", " << std::string(shape) << ", tau " << tau << ", accuracy "
                          << accuracy);
          const GaussErrors worst = worst_of(chain, *grid, shape, tau, accuracy, 20);
          CHECK(worst.value <= 1);
          CHECK(worst.gradient <= 1);
          CHECK(worst.value_promise <= 1);
          CHECK(worst.gradient_promise <= 1);
          all.include(worst);
        }
        CHECK(all.value > 3e-4);  // bounds mean something
        CHECK(all.gradient > 3e-4);
      }
}

TEST_CASE("laws: points at seams and poles of angles") {
  for (const double tau : {1e-3, 0.1, 10.0}) {
    const auto grid = make_circle_grid(tau, 1e-10, 1);
    Points z(2, 24);
    for (Index i = 0; i < z.cols(); ++i) {
      const double off = 1e-16 * static_cast<double>(i / 8 - 1), side = i % 2 == 0 ? 1 : -1;
      z.col(i) << (i % 8 < 4 ? off : side), (i % 8 < 4 ? side : off);
      if (off == 0 && i % 8 >= 6) z(1, i) = -0.0;
    }
    REQUIRE(grid->takes(z));
    const State q = sample_charges(z.cols(), 1);
    CHECK(errors_of(fast_gauss(*grid, z, &q, z), tau, 1e-10, z, q, z).largest() <= 1);
  }
}

TEST_CASE("laws: many points, and a translation that is lost") {
  constexpr Index n = 9000;
  for (const Chain& chain : chains) {
    INFO(chain.name);
    const double tau = 0.1, accuracy = 1e-10;
    const auto grid = chain.grid(tau, accuracy);
    const Points y = chain.sample("uniform", n, tau, 3), x = chain.sample("uniform", 60, tau, 4);
    const State q = sample_charges(n, 5);
    CHECK(errors_of(fast_gauss(*grid, y, &q, x), tau, accuracy, y, q, x, 7).largest() <= 1);
    constexpr Index target = 10;
    const Index source = cell_of_sources_at(*grid->sort(y), *grid->sort(x), target);
    const LosingGrid planted(*grid, source, target);
    const GaussErrors wrong = errors_of(fast_gauss(planted, y, &q, x), tau, accuracy, y, q, x, 1);
    CHECK(wrong.value > 1e3);
    CHECK(wrong.gradient > 1e3);
  }
}

TEST_CASE("laws: results do not depend on the number of threads, nor on sorts made before") {
  constexpr Index n = 40000;
  for (const Chain& chain : chains) {
    INFO(chain.name);
    check_independence(*chain.grid(0.1, 1e-9), chain.sample("clusters", n, 0.1, 6),
                       chain.sample("uniform", n, 0.1, 7));
  }
}

TEST_CASE("laws: what a grid takes, and what it is made of") {
  const auto line = make_line_grid(0.1, 1e-10), circle = make_circle_grid(0.1, 1e-10, 2);
  CHECK(line->takes(Points::Constant(1, 3, 1e9)));
  CHECK(circle->takes(Points({{2.0, 0.0, -1.2}, {0.0, 2.0, 1.6}})));
  for (const double bad :
       {1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(line->takes(Points::Constant(1, 3, bad)));
    CHECK_FALSE(circle->takes(Points::Constant(2, 3, bad)));
  }
  CHECK_FALSE(line->takes(Points::Zero(2, 3)));
  CHECK_FALSE(circle->takes(Points({{2.0, 0.0}, {0.0, 2.0 * (1 + 1e-14)}})));
  const Points one({{30.0}, {0.0}});
  CHECK_FALSE(make_circle_grid(1e-11, 1e-4, 30)->takes(one));  // too many cells
  CHECK_FALSE(make_circle_grid(1e-3, 1e-12, 30)->takes(one));  // angles have no digits to spare
  CHECK(make_circle_grid(1e-3, 1e-11, 30)->takes(one));
  for (const double tau : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(make_line_grid(tau, 1e-10), InputError);
  for (const double accuracy : {1e-13, 1e-3, 0.0})
    CHECK_THROWS_AS(make_circle_grid(1, accuracy, 1), InputError);
  CHECK_THROWS_AS(make_circle_grid(1, 1e-10, 0), InputError);
}

TEST_CASE("laws: sums of nothing and of far away are 0, with a bound") {
  const auto grid = make_line_grid(0.1, 1e-10);
  const Points y = Points::Constant(1, 3, 1e6), x = Points::Zero(1, 2);
  const FastGauss far = fast_gauss(*grid, y, nullptr, x),
                  none = fast_gauss(*grid, Points(1, 0), nullptr, x);
  CHECK(far.value == State::Zero(2));
  CHECK(far.value_bound.minCoeff() > 0);
  CHECK(far.value_bound.maxCoeff() < 1e-15);
  CHECK(none.value == State::Zero(2));
  CHECK(none.value_bound == State::Zero(2));
}
