// The bound on what linearisation leaves out, against derivatives by plain sums.
#include "simclr_flow/theory/uniform_remainder.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/harmonic_moments.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "simclr_flow/theory/stability.hpp"
#include "support/samples.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::harmonic_moments;

namespace {

constexpr Index degrees = 4;

/// dM_l/dt along the particle flow of `simclr`, by central differences.
State derivative(const Points& z, double tau) {
  Points v =
      -static_cast<double>(z.cols()) * theory::plain_sum({"simclr", "gauss", tau}, z, 1).gradient;
  const Eigen::RowVectorXd outward = z.cwiseProduct(v).colwise().sum();
  v -= z * outward.asDiagonal();
  constexpr double h = 1e-6;
  const auto at = [&](double t) {
    return harmonic_moments((z + t * v).colwise().normalized(), degrees);
  };
  return (at(h) - at(-h)) / (2 * h);
}

/// Of degree l: dM_l/dt - lambda_l M_l over its bound.
double share(const Points& z, double tau, Index l, double wrong_rate = 1) {
  const Index d = z.rows();
  const State moments = harmonic_moments(z, theory::remainder_degree(degrees, d, tau, 1));
  const State bound = theory::uniform_remainder(moments, degrees, d, tau, 1);
  const double rate = wrong_rate * theory::uniform_rate(l, d, tau);
  return std::abs(derivative(z, tau)[l] - rate * moments[l]) / bound[l];
}

Points disturbed(const Points& z, double size, std::uint32_t stream) {
  return (z + size * random_points(z.rows(), z.cols(), stream)).colwise().normalized();
}

}  // namespace

TEST_CASE("theory: what linearisation leaves out on the circle is within its bound, nearly sharp") {
  double largest = 0;
  for (const double tau : {0.1, 0.3, 1.0})
    for (const double size : {1e-3, 1e-2, 5e-2})
      for (std::uint32_t stream = 0; stream < 10; ++stream)
        for (Index l = 1; l <= degrees; ++l) {
          const double part = share(disturbed(polygon(24), size, 80 + stream), tau, l);
          CHECK(part <= 1 + 1e-6);
          largest = std::max(largest, part);
        }
  INFO("largest share of the bound ", largest);
  CHECK(largest > 0.2);
}

TEST_CASE("theory: what linearisation leaves out on spheres is within its bound") {
  const Points cells = theory::configuration_points("600-cell");
  const Points ico = theory::configuration_points("icosahedron");
  for (const double size : {1e-3, 1e-2})
    for (Index l = 1; l <= degrees; ++l) {
      CHECK(share(disturbed(cells, size, 90), 0.5, l) <= 1);
      CHECK(share(disturbed(ico, size, 91), 1.0, l) <= 1);
    }
}

TEST_CASE("theory: the bound on what linearisation leaves out excludes a wrong rate") {
  CHECK(share(disturbed(polygon(64), 1e-3, 92), 0.3, 1, 1.1) > 1);
  CHECK(share(disturbed(theory::configuration_points("600-cell"), 1e-4, 93), 0.5, 1, 1.1) > 1);
}

TEST_CASE("theory: far from the uniform law there is no bound on what linearisation leaves out") {
  const Index wanted = theory::remainder_degree(degrees, 3, 0.2, 1);
  const State atom = State::Ones(wanted + 1);
  CHECK(theory::uniform_remainder(atom, degrees, 3, 0.2, 1)[1] ==
        std::numeric_limits<double>::infinity());
  CHECK_THROWS_AS(theory::uniform_remainder(atom.head(3), degrees, 3, 0.2, 1), InputError);
  CHECK_THROWS_AS(theory::uniform_remainder(atom, degrees, 3, 0.2, -0.1), InputError);
}
