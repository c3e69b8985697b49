#include "simclr_flow/data/quadrature.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

using Moment = std::function<double(Index degree)>;

double gaussian_moment(Index k) {
  double moment = k % 2 ? 0 : 1;
  for (Index odd = 1; odd < k; odd += 2) moment *= static_cast<double>(odd);
  return moment;
}

/// Of xi uniform in [-0.5, 2].
double uniform_moment(Index k) {
  const auto primitive = [k](double x) {
    return std::pow(x, static_cast<double>(k + 1)) / static_cast<double>(k + 1);
  };
  return (primitive(2) - primitive(-0.5)) / 2.5;
}

/// The largest error of moments up to a degree, relative to the mean of the absolute values.
double worst_moment(const Quadrature& rule, const Moment& exact, Index degree) {
  double worst = 0;
  for (Index k = 0; k <= degree; ++k) {
    const State powers = rule.nodes.row(0).array().pow(static_cast<double>(k));
    worst = std::max(
        worst, std::abs(rule.weights.dot(powers) - exact(k)) / rule.weights.dot(powers.cwiseAbs()));
  }
  return worst;
}

/// The largest |mean of e^{i k angle}| over 1 <= k <= degree, which all are 0 on the circle.
double worst_wave(const Quadrature& rule, Index degree) {
  double worst = 0;
  for (Index k = 1; k <= degree; ++k) {
    const State phase = static_cast<double>(k) * rule.nodes.row(0).transpose();
    worst = std::max(worst, std::hypot(rule.weights.dot(State(phase.array().cos())),
                                       rule.weights.dot(State(phase.array().sin()))));
  }
  return worst;
}

}  // namespace

TEST_CASE("quadrature: Gauss rules are exact to degree 2V-1, and not beyond") {
  for (const Index nodes : {1, 2, 3, 8, 20}) {
    const Quadrature hermite = gauss_hermite(nodes), legendre = gauss_legendre(nodes, -0.5, 2);
    CHECK(worst_moment(hermite, gaussian_moment, 2 * nodes - 1) < 1e-12);
    CHECK(worst_moment(legendre, uniform_moment, 2 * nodes - 1) < 1e-12);
    // The error of the monic polynomial of degree 2V: V! for N(0,1).
    CHECK(gaussian_moment(2 * nodes) - hermite.weights.dot(State(hermite.nodes.row(0).array().pow(
                                           static_cast<double>(2 * nodes)))) ==
          doctest::Approx(std::tgamma(static_cast<double>(nodes + 1))).epsilon(1e-6));
    if (nodes < 8) CHECK(worst_moment(legendre, uniform_moment, 2 * nodes) > 1e-6);
  }
}

TEST_CASE("quadrature: planted errors of a rule are seen by its moments") {
  Quadrature stretched = gauss_hermite(8), swapped = gauss_hermite(8);
  stretched.nodes *= 1 + 1e-9;
  std::swap(swapped.weights[0], swapped.weights[1]);
  CHECK(worst_moment(stretched, gaussian_moment, 15) > 1e-9);
  CHECK(worst_moment(swapped, gaussian_moment, 15) > 1e-6);
  CHECK(worst_moment(gauss_legendre(8, -0.5, 2), gaussian_moment, 15) > 0.1);
}

TEST_CASE("quadrature: the rule of the circle is exact for waves to degree V-1, and not beyond") {
  for (const Index nodes : {1, 2, 7, 16}) {
    CHECK(worst_wave(circle_rule(nodes), nodes - 1) < 1e-14 * static_cast<double>(nodes));
    CHECK(worst_wave(circle_rule(nodes), nodes) > 0.99);
  }
  Quadrature closed = circle_rule(7);  // the end of the circle counted twice
  closed.nodes *= 7. / 6;
  CHECK(worst_wave(closed, 6) > 0.1);
}

TEST_CASE("quadrature: products integrate products, the first moving slowest") {
  const Quadrature a = gauss_hermite(3), b = gauss_legendre(2, -0.5, 2), ab = tensor_product(a, b);
  REQUIRE(ab.weights.size() == 6);
  CHECK(ab.weights.sum() == doctest::Approx(1).epsilon(1e-14));
  for (Index k = 0; k < 6; ++k) {
    CHECK(ab.nodes(0, k) == a.nodes(0, k / 2));
    CHECK(ab.nodes(1, k) == b.nodes(0, k % 2));
    CHECK(ab.weights[k] == a.weights[k / 2] * b.weights[k % 2]);
  }
}

TEST_CASE("quadrature: rules without nodes and of too many are refused") {
  for (const Index nodes : {0, 257})
    CHECK_THROWS_WITH_AS(gauss_hermite(nodes), doctest::Contains("1 to 256"), InputError);
  CHECK_THROWS_WITH_AS(circle_rule(0), doctest::Contains("1 to 256"), InputError);
  const Quadrature many = circle_rule(256), more = tensor_product(many, many);
  CHECK_THROWS_WITH_AS(tensor_product(more, many), doctest::Contains("more than 100000"),
                       InputError);
}
