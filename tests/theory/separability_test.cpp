// Nearest class means: the bound by variance holds in every frame, and its constant is sharp.
#include "simclr_flow/theory/separability.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::Separability;

namespace {

/// A frame of clusters of random sizes, spreads and dimension.
Separability random_frame(std::uint32_t seed) {
  RandomStream random(9, "test", seed);
  const Index d = 1 + random.below(4), classes = 2 + random.below(4), n = 12 + random.below(30);
  const double spread = std::exp(2 * random.normal() - 1);
  const Points centres = random.normals(d, classes);
  Points z = spread * random.normals(d, n);
  std::vector<int> labels;
  for (Index i = 0; i < n; ++i) {
    labels.push_back(static_cast<int>(i < classes ? i : random.below(classes)));
    z.col(i) += centres.col(labels.back());
  }
  return theory::separability(z, labels);
}

/// Two classes on a line, a twentieth of each as far as half way to the other mean.
Separability extremal_frame() {
  constexpr int each = 20;
  constexpr double beyond = 1.0001, back = -beyond / (each - 1);
  Points z(1, 2 * each);
  std::vector<int> labels;
  for (int i = 0; i < each; ++i) {
    const double from_mean = i == 0 ? beyond : back;
    z(0, i) = from_mean;
    z(0, each + i) = 2 - from_mean;
  }
  for (int i = 0; i < 2 * each; ++i) labels.push_back(i / each);
  return theory::separability(z, labels);
}

/// The bound with another constant than 4.
double with_constant(const Separability& s, double constant) {
  return 1 - constant / 4 * (1 - s.bound);
}

}  // namespace

TEST_CASE("separability: numbers of a small frame by hand") {
  Points z(1, 4);
  z << 0, 1, 4, 5;
  const Separability s = theory::separability(z, {0, 0, 7, 7});
  CHECK(s.total_variance == doctest::Approx(4.25));
  CHECK(s.between == doctest::Approx(4 / 4.25));
  CHECK(s.least_distance == 4);
  CHECK(s.bound == doctest::Approx(1 - 4 * 0.25 / 16));
  CHECK(s.bound == doctest::Approx(1 - 4 * (1 - s.between) * s.total_variance / 16));
  CHECK(s.by_nearest_mean == 1);
  const Separability mixed = theory::separability(z, {0, 1, 1, 0});
  CHECK(std::isinf(mixed.bound));  // both means are 2.5
  CHECK(mixed.by_nearest_mean == 0);
}

TEST_CASE("separability: the bound is never violated in ten thousand random frames") {
  Index informative = 0, nearly_sharp = 0;
  for (std::uint32_t seed = 0; seed < 10000; ++seed) {
    const Separability s = random_frame(seed);
    CHECK(s.by_nearest_mean >= s.bound - 1e-14);
    informative += s.bound > 0;
    nearly_sharp += s.bound > 0.5 && s.by_nearest_mean < 1;
  }
  CHECK(informative > 2000);
  CHECK(nearly_sharp > 0);
}

TEST_CASE("separability: a constant below 4 is violated, 4 is not") {
  const Separability s = extremal_frame();
  CHECK(s.least_distance == doctest::Approx(2));
  CHECK(s.by_nearest_mean == doctest::Approx(0.95));
  CHECK(s.by_nearest_mean >= s.bound);
  for (const double constant : {3.7, 3.0, 2.0, 1.0})
    CHECK(s.by_nearest_mean < with_constant(s, constant));
}

TEST_CASE("separability: one class, or too few labels, is refused") {
  const Points z = random_points(2, 4, 12);
  CHECK_THROWS_AS(theory::separability(z, {1, 1, 1, 1}), InputError);
  CHECK_THROWS_AS(theory::separability(z, {0, 1, 1}), InputError);
}
