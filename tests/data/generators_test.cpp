#include "simclr_flow/data/generators.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>

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

TEST_CASE("data: every generator is a function of seed and substream, the first points of more") {
  using Make = std::function<Dataset(Index per_class, std::uint64_t seed, std::uint32_t substream)>;
  const Make all[] = {
      [](Index n, auto seed, auto sub) { return make_discs(0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_boxes(0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_ring(3, 1, 0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_annuli(2, 0.2, n, seed, sub); },
      [](Index n, auto seed, auto sub) { return make_half_gaussians(2, 0, 1, n, seed, sub); },
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
