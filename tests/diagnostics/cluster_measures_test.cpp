#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/diagnostics/class_geometry.hpp"
#include "simclr_flow/diagnostics/linear_probe.hpp"
#include "simclr_flow/diagnostics/measures.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Three well separated groups of 10 points, labels in order.
Points three_groups(Partition& labels) {
  Points z = 0.1 * random_points(2, 30, 51);
  labels.clear();
  for (Index i = 0; i < 30; ++i) {
    labels.push_back(static_cast<int>(i / 10));
    z(0, i) += 5.0 * static_cast<double>(i / 10);
  }
  return z;
}

}  // namespace

TEST_CASE("clusters: the adjusted Rand index of an example by hand") {
  // Hubert & Arabie's definition by hand: contingency [[2,1],[0,2]], n = 5.
  const Partition a{0, 0, 0, 1, 1}, b{0, 0, 1, 1, 1};
  const double index = 1 + 1, in_a = 3 + 1, in_b = 1 + 3, expected = in_a * in_b / 10;
  CHECK(adjusted_rand_index(a, b) ==
        doctest::Approx((index - expected) / ((in_a + in_b) / 2 - expected)));
}

TEST_CASE("clusters: ARI is 1 for equal partitions, symmetric, blind to names, 0 on average") {
  const Partition a{0, 0, 1, 1, 2, 2}, renamed{2, 2, 0, 0, 1, 1}, other{0, 1, 1, 2, 2, 0};
  CHECK(adjusted_rand_index(a, renamed) == 1);
  CHECK(adjusted_rand_index(a, other) == adjusted_rand_index(other, a));
  CHECK(adjusted_rand_index(a, other) < 0);
  RandomStream random(5, "test");
  double mean = 0;
  for (int draw = 0; draw < 400; ++draw) {
    Partition p, q;
    for (int i = 0; i < 40; ++i) {
      p.push_back(static_cast<int>(random.below(4)));
      q.push_back(static_cast<int>(random.below(4)));
    }
    mean += adjusted_rand_index(p, q) / 400;
  }
  CHECK(std::abs(mean) < 0.01);
}

TEST_CASE("clusters: k-means finds separated groups and never sees labels") {
  Partition labels;
  const Points z = three_groups(labels);
  CHECK(adjusted_rand_index(k_means(z, 3, 1), labels) == 1);
  CHECK(k_means(z, 3, 1) == k_means(z, 3, 1));
  CHECK(adjusted_rand_index(k_means(z, 2, 1), labels) < 1);
}

TEST_CASE("clusters: measures tell separated groups from shuffled labels") {
  Partition labels, shuffled;
  const Points z = three_groups(labels);
  for (std::size_t i = 0; i < 30; ++i) shuffled.push_back(static_cast<int>(i % 3));
  CHECK(eta_squared(z, labels) > 0.99);
  CHECK(eta_squared(z, shuffled) < 0.1);
  CHECK(knn_accuracy(z, labels) == 1);
  CHECK(knn_accuracy(z, shuffled) < 0.5);
  CHECK(cluster_measures(z, labels, 1, 1)[0] == 1);
  CHECK(eta_squared(Points::Ones(2, 30), labels) == 0);
}

TEST_CASE("clusters: kNN leaves the point itself out and breaks ties by rule") {
  Points z(1, 4);
  z << 0, 1, 10, 11;
  CHECK(knn_accuracy(z, {0, 0, 1, 1}, 1, 1) == 1);
  CHECK(knn_accuracy(z, {0, 1, 0, 1}, 1, 1) == 0);  // counting itself it would be 1
  CHECK(knn_accuracy(z, {0, 0, 1, 1}, 2, 1) == 0);  // the other view of a sample does not vote
  CHECK(knn_accuracy(z, {1, 0, 0, 0}, 1, 5) ==
        0.75);  // all others vote when there are fewer than 5
}

TEST_CASE("classes: margin, within over between and the simplex by hand") {
  const Points line{{0, 1, 10, 12}};
  const Partition two{0, 0, 1, 1};
  // Means .5 and 11, their middle 5.75: latent 10 is nearest to it.
  CHECK(class_margin(line, two) == doctest::Approx(4.25));
  CHECK(class_margin(line, {0, 1, 0, 1}) < 0);
  CHECK(within_over_between(line, two) == doctest::Approx((0.5 + 2) / (4 * 5.25 * 5.25)));
  CHECK(within_over_between(line, two) == doctest::Approx(1 / eta_squared(line, two) - 1));
  CHECK(simplex_deviation(line, two) == doctest::Approx(0));  // two means are always one
  const Points triangle{{1, -0.5, -0.5}, {0, std::sqrt(0.75), -std::sqrt(0.75)}};
  CHECK(simplex_deviation(triangle, {0, 1, 2}) < 1e-15);
  CHECK(simplex_deviation(Points{{0, 1, 2}}, {0, 1, 2}) ==
        doctest::Approx(std::sqrt(2 - std::sqrt(2.))));  // G = vv^T, |v| = 1: <G, T> = 1/sqrt 2
  CHECK(simplex_deviation(7 * triangle, {2, 0, 1}) < 1e-15);
}

TEST_CASE("classes: what one class, and latents that coincide, have") {
  const Points z = random_points(2, 6, 3), same = Points::Ones(2, 6);
  const Partition one(6, 0), two{0, 0, 0, 1, 1, 1};
  CHECK(class_margin(z, one) == 0);
  CHECK(within_over_between(z, one) == 0);
  CHECK(simplex_deviation(z, one) == 0);
  CHECK(probe_accuracy(z, one) == 1);
  CHECK(class_margin(same, two) == 0);
  CHECK(within_over_between(same, two) == 0);
  CHECK(simplex_deviation(same, two) == 1);
  CHECK(probe_accuracy(same, two) == 0);  // the other class is the larger one of those left
  const Points rounded = Points::Constant(2, 6, 0.1);  // whose means round
  CHECK(eta_squared(rounded, two) == 0);
  CHECK(within_over_between(rounded, two) == 0);
  CHECK(simplex_deviation(rounded, two) == 1);
  CHECK(class_margin(rounded, two) == 0);
  CHECK(probe_accuracy(rounded, two) == 0);
  CHECK(within_over_between(Points{{-1, 1, -1, 1}}, {0, 0, 1, 1}) == unbounded_ratio);
  CHECK(probe_accuracy(z.leftCols(2), {0, 0}, 2) == 0);
}

TEST_CASE("classes: the linear probe tells groups apart, and not shuffled labels") {
  Partition labels, shuffled;
  const Points z = three_groups(labels);
  for (std::size_t i = 0; i < 30; ++i) shuffled.push_back(static_cast<int>(i % 3));
  CHECK(probe_accuracy(z, shuffled) < 0.6);
  CHECK(probe_accuracy_on(z, labels, z, labels) >= probe_accuracy(z, labels));
  // Of three groups on a line the middle one is no largest number of linear ones.
  Points triangle = z;
  for (Index i = 10; i < 20; ++i) triangle(1, i) += 5;
  CHECK(probe_accuracy(triangle, labels) == 1);
  CHECK(probe_accuracy(1e-9 * triangle, labels) == 1);
  const Points far = triangle.array() + 100;
  CHECK(probe_accuracy_on(triangle, labels, far, labels) < 1);
}

TEST_CASE("classes: test latents are told by the probe of the training latents") {
  Partition labels;
  Points z = three_groups(labels);
  for (Index i = 10; i < 20; ++i) z(1, i) += 5;
  const LatentMeasures measures(0.5, 1, labels, 1);
  const auto& names = measures.names();
  const auto probe = std::ranges::find(names, "probe_accuracy") - names.begin();
  const auto at = [probe](const std::vector<double>& v) { return v.at(std::size_t(probe)); };
  CHECK(at(measures.measure(-z)) == 1);
  CHECK(at(measures.measure_held_out(-z, z, labels)) < 1);
  CHECK(at(measures.measure_held_out(z, z, labels)) == 1);
  CHECK(at(measures.measure_held_out(-z, z, {})) == 1);
}
