// The supervised minimum: its value, random latents above it, attained by simplices; how far off.
#include "simclr_flow/theory/neural_collapse.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double supcon_tau = 0.5;

Points simplex_in(Index d, Index classes) {
  const Points small = theory::configuration_points(classes == 2   ? "antipodal pair"
                                                    : classes == 3 ? "triangle"
                                                    : classes == 4 ? "tetrahedron"
                                                                   : "simplex",
                                                    std::max<Index>(classes - 1, 2), classes);
  Points z = Points::Zero(d, classes);
  z.topRows(small.rows()) = small;
  return z;
}

/// "SupCon, out" by its definition: rows of N latents, positives of the row's class.
double supervised(const Points& z, Index members) {
  const Index n = z.cols();
  double mean = 0;
  for (Index i = 0; i < n; ++i) {
    double sum = 0, positives = 0;
    for (Index j = 0; j < n; ++j) {
      if (j == i) continue;
      const double s = z.col(i).dot(z.col(j)) / supcon_tau;
      sum += std::exp(s);
      if (i / members == j / members) positives += s / double(members - 1);
    }
    mean += (std::log(sum) - positives) / double(n);
  }
  return mean;
}

std::vector<int> labels_of(Index classes, Index members) {
  std::vector<int> labels;
  for (Index i = 0; i < classes * members; ++i) labels.push_back(static_cast<int>(i / members));
  return labels;
}

}  // namespace

TEST_CASE("neural collapse: the minimum of four classes of five, and as the bound of nt-xent") {
  CHECK(theory::supervised_minimum(4, 5, supcon_tau) ==
        doctest::Approx(1.61785276174).epsilon(1e-12));
  for (const Index k : {2, 3, 4, 7})
    for (const Index v : {2, 5, 10}) {
      const auto bound = *theory::energy_bound("nt-xent", k, v, 3, supcon_tau);
      CHECK(bound.value ==
            doctest::Approx(theory::supervised_minimum(k, v, supcon_tau)).epsilon(1e-14));
      CHECK(bound.attained == (k <= 4));
      CHECK(bound.source.find("Graf") != std::string::npos);
    }
  CHECK_THROWS_AS(theory::supervised_minimum(1, 5, supcon_tau), InputError);
  CHECK_THROWS_AS(theory::supervised_minimum(3, 1, supcon_tau), InputError);
}

TEST_CASE("neural collapse: collapsed simplices attain it, random latents and others are above") {
  for (const Index k : {2, 3, 4})
    for (const Index v : {2, 5, 10}) {
      const double least = theory::supervised_minimum(k, v, supcon_tau);
      const Points z = theory::equal_clusters(simplex_in(3, k), v);
      CHECK(supervised(z, v) == doctest::Approx(least).epsilon(1e-14));
      CHECK(theory::plain_sum({"nt-xent", "gauss", supcon_tau}, z, v).value ==
            doctest::Approx(least).epsilon(1e-14));
      for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        const Points noise = random_points(3, k * v, seed);
        CHECK(supervised(noise.colwise().normalized(), v) > least);
        CHECK(supervised((z + 0.01 * noise).colwise().normalized(), v) > least);
      }
      // A bound that forgets the members of the own class, or K/(K-1), is passed.
      const double kk = double(k), vv = double(v);
      const double planted[] = {
          std::log(vv + vv * (kk - 1) * std::exp(-kk / ((kk - 1) * supcon_tau))),
          std::log(vv - 1 + vv * (kk - 1) * std::exp(-1 / supcon_tau))};
      for (const double wrong : planted) CHECK(supervised(z, v) < wrong);
    }
}

TEST_CASE("neural collapse: best known of classes of members is the simplex, proven") {
  for (const Index k : {3, 4})
    for (const Index v : {5, 10}) {
      const auto known = *theory::best_known(
          {.dim = 3, .temperature = supcon_tau, .preset = "nt-xent", .samples = k, .views = v});
      CHECK(known.bound.attained);
      CHECK(known.bound.status == "proven");
      if (k < 4) continue;  // the triangle of a great circle has no row in R^3
      REQUIRE(known.best());
      CHECK(known.best()->name == "tetrahedron");
      CHECK(known.best()->status == "proven");
    }
}

TEST_CASE("neural collapse: measures are 0 at it, and as made elsewhere") {
  const Points simplex = simplex_in(3, 4);
  const auto at = theory::neural_collapse(theory::equal_clusters(simplex, 5), labels_of(4, 5));
  CHECK(at.within_over_between < 1e-28);
  CHECK(at.angle_deviation < 1e-14);
  CHECK(at.length_deviation < 1e-14);
  Points z(2, 6);  // means (±1, 0), (0, 2) less (0, 2/3): lengths sqrt(13)/3, 4/3
  z << 1, 1, -1, -1, 0.3, -0.3, 0.1, -0.1, 0, 0, 2, 2;
  const auto off = theory::neural_collapse(z, {0, 0, 1, 1, 2, 2});
  const double a = std::sqrt(13.0) / 3, b = 4.0 / 3;
  CHECK(off.within_over_between ==
        doctest::Approx((2 * 0.01 + 2 * 0.09) / 6 / ((2 * a * a + b * b) / 3)));
  CHECK(off.length_deviation == doctest::Approx((b - a) / ((2 * a + b) / 3)));
  const double sides = -8.0 / 9 / (a * b), base = (-1 + 4.0 / 9) / (a * a);
  CHECK(off.angle_deviation ==
        doctest::Approx(std::max(std::abs(sides + 0.5), std::abs(base + 0.5))));
  const auto turned =
      theory::neural_collapse((3 * z).colwise() + State{{5, -2}}, {4, 4, 9, 9, 1, 1});
  CHECK(turned.angle_deviation == doctest::Approx(off.angle_deviation));
  CHECK(turned.within_over_between == doctest::Approx(off.within_over_between));
  CHECK_THROWS_AS(theory::neural_collapse(z, {0, 0, 0, 0, 0, 0}), InputError);
  CHECK(std::isnan(theory::neural_collapse(Points::Ones(2, 4), {0, 0, 1, 1}).angle_deviation));
}
