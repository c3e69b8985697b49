#include <doctest/doctest.h>

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
