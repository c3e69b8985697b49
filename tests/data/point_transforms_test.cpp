#include "simclr_flow/data/point_transforms.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/views.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index count = 20000;

/// Views of one point by a transform, which is moved in.
Points views_of(const State& x, std::unique_ptr<Transform> transform) {
  return draw_views(x, count, {{std::move(transform)}}, 5);
}

/// How many standard errors the mean of these numbers is off.
double deviation(const State& values, double mean) {
  const double variance = (values.array() - values.mean()).square().mean();
  return std::abs(values.mean() - mean) / std::sqrt(variance / static_cast<double>(values.size()));
}

constexpr double few = 4.5;

}  // namespace

TEST_CASE("transforms: shifts are the draws of one stream, sample by sample and view by view") {
  const Points data = random_points(2, 7, 61);
  const State direction = random_state(2, 62), other = random_state(2, 63);
  const std::shared_ptr<const Transform> first = make_shift(direction, 0.5),
                                         second = make_shift(other, 0.2);
  Points expected(2, 21);
  RandomStream random(3, streams::views, 4);
  for (Index column = 0; column < 21; ++column) {
    expected.col(column) = data.col(column / 3);
    expected.col(column) += 0.5 * random.normal() * direction;
    expected.col(column) += 0.2 * random.normal() * other;
  }
  CHECK(draw_views(data, 3, {{first}, {second}}, 3, 4) == expected);
  CHECK(draw_views(data, 3, {{second}, {first}}, 3, 4) != expected);
}

TEST_CASE("transforms: noise and balls move the coordinates that are chosen, and no others") {
  const State x = random_state(5, 66);
  const Points of_noise = views_of(x, make_noise(5, 0.5, {3, 1})).colwise() - x;
  const Points of_ball = views_of(x, make_ball(5, 0.4, {0, 4})).colwise() - x;
  for (const Index still : {0, 2, 4}) CHECK(of_noise.row(still).isZero(0));
  for (const Index still : {1, 2, 3}) CHECK(of_ball.row(still).isZero(0));
  CHECK(deviation(of_noise.row(1).array().square(), 0.25) < few);
  // E r^2 = radius^2 m/(m + 2) in a ball of m coordinates.
  CHECK(deviation(of_ball.colwise().squaredNorm(), 0.16 / 2) < few);
  CHECK(of_ball.colwise().norm().maxCoeff() <= 0.4 + 1e-12);
  CHECK(make_noise(5, 1)->rule(2) == std::nullopt);
  CHECK(make_noise(5, 1, {3, 1})->rule(2)->weights.size() == 4);
  CHECK_THROWS_WITH_AS(make_ball(3, 1, {0, 3}),
                       "coordinates = [0, 3] must name different ones of the 3 coordinates of the "
                       "data, from 0",
                       InputError);
  CHECK_THROWS_AS(make_noise(3, 1, {1, 1}), InputError);
}

TEST_CASE("transforms: noise is a standard normal in every coordinate, times its scale") {
  const State x = random_state(3, 64);
  const Points g = (views_of(x, make_noise(3, 0.5)).colwise() - x) / 0.5;
  for (Index i = 0; i < 3; ++i) {
    CHECK(deviation(g.row(i), 0) < few);
    CHECK(deviation(g.row(i).array().square(), 1) < few);
    CHECK(deviation(g.row(i).array().pow(4), 3) < few);
    CHECK(deviation(g.row(i).array() * g.row((i + 1) % 3).array(), 0) < few);
  }
  CHECK(deviation(1.1 * g.row(0).array().square(), 1) > few);  // a scale off by 5 %
}

TEST_CASE("transforms: the ball is filled evenly, to its radius") {
  for (const Index dim : {1, 2, 5}) {
    const State x = random_state(dim, 65);
    const Points moves = views_of(x, make_ball(dim, 0.4)).colwise() - x;
    const State radius = moves.colwise().norm().transpose() / 0.4;
    CHECK(radius.maxCoeff() <= 1 + 1e-12);
    CHECK(radius.maxCoeff() > 0.99);
    const State volume = radius.array().pow(static_cast<double>(dim));  // uniform in [0, 1]
    CHECK(deviation(volume, 0.5) < few);
    CHECK(deviation(volume.array().square(), 1. / 3) < few);
    CHECK(deviation(moves.row(0), 0) < few);
    if (dim > 1) CHECK(deviation(radius, 0.5) > few);  // what draws of a uniform radius give
  }
  CHECK(views_of(State::Ones(2), make_ball(2, 0)) == Points::Ones(2, count));
}

TEST_CASE("transforms: rotations turn their plane by an even angle and keep the rest") {
  State x(4);
  x << 1, 2, -0.5, 3;
  for (const double angle : {0.7, std::numbers::pi}) {
    const Points views = views_of(x, make_rotation(4, angle, {2, 0}));
    State turned(count);
    for (Index a = 0; a < count; ++a) {
      REQUIRE(views.col(a).norm() == doctest::Approx(x.norm()).epsilon(1e-14));
      REQUIRE(views(1, a) == 2);
      REQUIRE(views(3, a) == 3);
      const double c = -0.5 * views(2, a) + views(0, a), s = -0.5 * views(0, a) - views(2, a);
      turned[a] = std::atan2(s, c);  // from coordinate 2 towards 0
    }
    CHECK(turned.cwiseAbs().maxCoeff() <= angle * (1 + 1e-12));
    CHECK(deviation(turned, 0) < few);
    CHECK(deviation(turned.array().square(), angle * angle / 3) < few);
    CHECK(deviation(turned.array().square(), angle * angle / 4) > few);
  }
  State quarter = x;
  make_rotation(4, 2, {2, 0})->apply(State::Constant(1, std::numbers::pi / 2), quarter);
  CHECK(quarter[0] == doctest::Approx(-0.5));  // e_2 goes to e_0
  CHECK(quarter[2] == doctest::Approx(-1));
}

TEST_CASE("transforms: scaling is by one even factor") {
  const State x = random_state(3, 66);
  const Points views = views_of(x, make_scaling(3, 0.5, 1.3));
  const State factor = (views.row(0) / x[0]).transpose();
  CHECK((views - x * factor.transpose()).norm() < 1e-12);
  CHECK(factor.minCoeff() >= 0.5);
  CHECK(factor.maxCoeff() <= 1.3);
  CHECK(deviation(factor, 0.9) < few);
  CHECK(deviation((factor.array() - 0.9).square(), 0.8 * 0.8 / 12) < few);
}

TEST_CASE("transforms: arguments outside their domains are refused") {
  const auto refuses = [](const auto& make, const char* why) {
    CHECK_THROWS_WITH_AS(make(), doctest::Contains(why), InputError);
  };
  refuses([] { return make_ball(2, -1); }, "radius = -1 must be at least 0");
  refuses([] { return make_rotation(2, 0, {0, 1}); }, "angle = 0 must be above 0");
  refuses([] { return make_rotation(2, 4, {0, 1}); }, "at most pi");
  for (const std::array<Index, 2> plane : {std::array<Index, 2>{0, 2}, {1, 1}, {-1, 0}})
    refuses([&] { return make_rotation(2, 1, plane); }, "must name two of the 2 coordinates");
  refuses([] { return make_rotation(1, 1, {0, 1}); }, "two of the 1 coordinates");
  refuses([] { return make_scaling(2, 2, 1); }, "low = 2 must not be above 1");
  CHECK_THROWS_WITH_AS(draw_views(Points::Ones(3, 4), 1, {{make_noise(2, 1)}}, 1),
                       doctest::Contains("of points of 2 coordinates, the data have 3"),
                       InputError);
}
