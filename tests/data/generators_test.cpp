#include "simclr_flow/data/generators.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

constexpr Index many = 20000;
constexpr double pi = std::numbers::pi;

Points of_class(const Dataset& data, int label) {
  std::vector<Index> found;
  for (Index i = 0; i < data.count(); ++i)
    if (data.labels[static_cast<std::size_t>(i)] == label) found.push_back(i);
  REQUIRE(std::ssize(found) == many);
  return data.points(Eigen::all, found);
}

State mean(const Points& x) { return x.rowwise().mean(); }
Points covariance(const Points& x) {
  const Points c = x.colwise() - mean(x);
  return c * c.transpose() / static_cast<double>(x.cols());
}

/// Five standard errors of a mean of this many values of about unit size.
const double sampling = 5 / std::sqrt(static_cast<double>(many));

void check_close(const Points& measured, const Points& expected, double scale) {
  CHECK((measured - expected).cwiseAbs().maxCoeff() < sampling * scale);
}

}  // namespace

TEST_CASE("data: boxes are filled evenly, corners included") {
  const Dataset data = make_boxes(0.3, many, 1);
  const double centre[4][2] = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
  for (int k = 0; k < 4; ++k) {
    const State c{{centre[k][0], centre[k][1]}};
    const Points x = of_class(data, k), from_centre = x.colwise() - c;
    CHECK(from_centre.cwiseAbs().maxCoeff() <= 0.3);
    check_close(mean(x), c, 0.3);
    check_close(covariance(x), Points::Identity(2, 2) * 0.3 * 0.3 / 3, 0.3 * 0.3);
    const double in_disc =
        static_cast<double>((from_centre.colwise().norm().array() <= 0.3).count()) / many;
    CHECK(std::abs(in_disc - pi / 4) < sampling);
  }
}

TEST_CASE("data: a ring of clusters stands on its circle") {
  const Dataset data = make_ring(5, 2, 0.1, many, 2);
  CHECK(data.classes() == 5);
  for (int k = 0; k < 5; ++k) {
    const Points x = of_class(data, k);
    check_close(mean(x), 2 * State{{std::cos(2 * pi * k / 5), std::sin(2 * pi * k / 5)}}, 0.1);
    check_close(covariance(x), Points::Identity(2, 2) * 0.01, 0.02);
  }
}

TEST_CASE("data: annuli are filled evenly by area") {
  const Dataset data = make_annuli(3, 0.4, many, 3);
  for (int k = 0; k < 3; ++k) {
    const Points x = of_class(data, k);
    const auto square = x.colwise().squaredNorm().array().eval();
    CHECK(square.sqrt().minCoeff() >= k + 0.8 - 1e-12);
    CHECK(square.sqrt().maxCoeff() <= k + 1.2 + 1e-12);
    const double middle = (k + 1) * (k + 1) + 0.04;  // half of the area lies within
    check_close(Points::Constant(1, 1, square.mean()), Points::Constant(1, 1, middle), k + 1);
    CHECK(std::abs(static_cast<double>((square < middle).count()) / many - 0.5) < sampling);
    check_close(mean(x), State::Zero(2), k + 1);
  }
}

TEST_CASE("data: discs and boxes stand about any centres, and about the corners as ever") {
  CHECK(make_discs(corners(), 0.2, 5, 3).points == make_discs(0.2, 5, 3).points);
  CHECK(make_boxes(corners(), 0.2, 5, 3).points == make_boxes(0.2, 5, 3).points);
  const Points plane{{0, 4}, {3, -1}}, space = 3 * random_points(3, 2, 9);
  const Dataset discs = make_discs(plane, 0.5, many, 4), boxes = make_boxes(space, 0.5, many, 4);
  for (int k = 0; k < 2; ++k) {
    const Points in_disc = of_class(discs, k).colwise() - plane.col(k);
    CHECK(in_disc.colwise().norm().maxCoeff() <= 0.5 + 1e-12);
    check_close(covariance(in_disc), Points::Identity(2, 2) * 0.25 / 4, 0.25);
    const Points in_box = of_class(boxes, k).colwise() - space.col(k);
    CHECK(in_box.cwiseAbs().maxCoeff() <= 0.5 + 1e-12);
    check_close(mean(in_box), State::Zero(3), 0.5);
    check_close(covariance(in_box), Points::Identity(3, 3) * 0.25 / 3, 0.25);
  }
  CHECK_THROWS_WITH_AS(make_discs(space, 0.5, 2, 4),
                       "discs lie in the plane: centres have 3 "
                       "coordinates, expected 2",
                       InputError);
}

TEST_CASE("data: annuli have any radii and widths, discs among them") {
  const State radii{{0.5, 3, 1}}, widths{{1, 0.2, 0}};
  const Dataset data = make_annuli(radii, widths, many, 3);
  for (int k = 0; k < 3; ++k) {
    const auto square = of_class(data, k).colwise().squaredNorm().array().eval();
    CHECK(square.sqrt().minCoeff() >= radii[k] - widths[k] / 2 - 1e-12);
    CHECK(square.sqrt().maxCoeff() <= radii[k] + widths[k] / 2 + 1e-12);
    const double middle = radii[k] * radii[k] + widths[k] * widths[k] / 4;
    check_close(Points::Constant(1, 1, square.mean()), Points::Constant(1, 1, middle), radii[k]);
  }
  CHECK(make_annuli(State{{1, 2}}, State{{0.2, 0.2}}, 4, 7).points ==
        make_annuli(2, 0.2, 4, 7).points);
  CHECK_THROWS_WITH_AS(make_annuli(radii, State{{1, 7, 0}}, 2, 3),
                       "annulus 1 of radius 3 has the width 7, allowed: 0 to twice its radius",
                       InputError);
  CHECK_THROWS_WITH_AS(make_annuli(radii, State{{1}}, 2, 3), "3 annuli have 1 widths", InputError);
}

TEST_CASE("data: a ring spreads in radius and angle") {
  const Dataset data = make_polar_ring(5, 2, 0.1, 0.3, many, 2);
  for (int k = 0; k < 5; ++k) {
    const Points x = of_class(data, k);
    const double angle = 2 * pi * k / 5, shrunk = 2 * std::exp(-0.3 * 0.3 / 2);
    check_close(mean(x), shrunk * State{{std::cos(angle), std::sin(angle)}}, 1);
    const auto square = x.colwise().squaredNorm().array().eval();
    check_close(Points::Constant(1, 1, square.mean()), Points::Constant(1, 1, 4.01), 0.5);
    const Points turned =
        Points{{std::cos(angle), std::sin(angle)}, {-std::sin(angle), std::cos(angle)}} * x;
    State around(x.cols());
    for (Index i = 0; i < x.cols(); ++i) around[i] = std::atan2(turned(1, i), turned(0, i));
    check_close(covariance(around.transpose()), Points::Constant(1, 1, 0.09), 0.13);
  }
}

TEST_CASE("data: half-gaussians are the halves of a gaussian") {
  const double gap = 0.6, spread = 1.5;
  const Dataset data = make_half_gaussians(3, gap, spread, many, 4);
  const double offset = gap / 2 + spread * std::sqrt(2 / pi);
  Points expected = Points::Identity(3, 3) * spread * spread;
  expected(0, 0) *= 1 - 2 / pi;
  for (int k = 0; k < 2; ++k) {
    const int side = k == 0 ? 1 : -1;
    const Points x = of_class(data, k);
    CHECK((side * x.row(0)).minCoeff() >= gap / 2);
    check_close(mean(x), State{{side * offset, 0, 0}}, spread);
    check_close(covariance(x), expected, 2 * spread * spread);
  }
  check_close(covariance(make_half_gaussians(2, 0, 1, many, 5).points), Points::Identity(2, 2), 2);
}

TEST_CASE("data: a mixture has its centres and spread in any dimension") {
  for (const Index dim : {1, 2, 7}) {
    const Points centres = draw_centres(dim, 3, 2, 6);
    const Dataset data = make_mixture(centres, 0.5, many, 6);
    for (int k = 0; k < 3; ++k) {
      const Points x = of_class(data, k);
      check_close(mean(x), centres.col(k), 0.5);
      check_close(covariance(x), Points::Identity(dim, dim) * 0.25, 0.5);
    }
  }
  check_close(covariance(draw_centres(2, many, 3, 7)), Points::Identity(2, 2) * 9, 18);
}

TEST_CASE("data: the laws with their defaults draw what they drew before they had other keys") {
  const auto last = [](const Dataset& data) -> State { return data.points.rightCols(1); };
  const std::pair<State, State> drawn[] = {
      {last(make_discs(0.2, 3, 1)), State{{0.9468832086703936, -1.0595144723794099}}},
      {last(make_boxes(0.2, 3, 1)), State{{0.8636336594375251, -0.9463877539583502}}},
      {last(make_ring(8, 1, 0.05, 3, 1)), State{{0.7820509168838691, -0.7833326337646755}}},
      {last(make_annuli(2, 0.2, 3, 1)), State{{1.033855307362033, 1.6118732753158362}}},
      {last(make_half_gaussians(2, 0.5, 1, 3, 1)), State{{-1.49096980640219, 1.9347833803914514}}},
      {last(make_mixture(draw_centres(2, 4, 1, 1), 0.1, 3, 1)),
       State{{1.304188301792703, 0.00270807956560995}}}};
  for (const auto& [now, before] : drawn) CHECK((now - before).norm() < 1e-15);
}

TEST_CASE("data: every generator is a function of seed and substream, the first points of more") {
  using Make = std::function<Dataset(Index per_class, std::uint64_t seed, std::uint32_t substream)>;
  const Make all[] = {
      [](Index n, auto seed, auto sub) { return make_discs(0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_boxes(0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_ring(3, 1, 0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_annuli(2, 0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_half_gaussians(2, 0, 1, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_polar_ring(3, 1, 0.1, 0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) {
        return make_mixture(draw_centres(3, 2, 1, seed), 0.2, n, seed, sub);
      }};
  for (const Make& make : all) {
    const Dataset once = make(6, 1, 0);
    CHECK(once.points == make(6, 1, 0).points);
    CHECK(once.points.leftCols(3) == make(3, 1, 0).points.leftCols(3));
    CHECK(once.points != make(6, 2, 0).points);
    CHECK(once.points != make(6, 1, 1).points);
    CHECK(once.labels == make(6, 1, 1).labels);
    CHECK(once.count() == 6 * once.classes());
  }
}
