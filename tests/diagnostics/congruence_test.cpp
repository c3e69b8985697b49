#include "simclr_flow/diagnostics/congruence.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

WeightedPoints weighted(Points z) {
  const State ones = State::Ones(z.cols());
  return {std::move(z), ones};
}

/// The points reflected, turned, and in another order.
Points disguised(const Points& z) {
  return orthonormal_columns(random_points(z.rows(), z.rows(), 5)) * z.rowwise().reverse();
}

bool congruent_to_disguise(const Points& z) {
  const WeightedPoints a = weighted(z), b = weighted(disguised(z));
  const auto p = congruence(a, b, 1e-8);
  if (!p) return false;
  const Points of_a = a.z.transpose() * a.z, of_b = b.z.transpose() * b.z;
  return (of_a - of_b(*p, *p)).cwiseAbs().maxCoeff() < 1e-12;
}

}  // namespace

TEST_CASE("congruence: every reference configuration is found turned, reflected and relabelled") {
  for (const auto& row : theory::configurations()) {
    CAPTURE(row.name);
    if (row.in_one_place) continue;
    CHECK(congruent_to_disguise(row.make(row.sample_dim, row.sample_count)));
  }
}

TEST_CASE("congruence: random points, points of a subspace, and points of any length") {
  CHECK(congruent_to_disguise(random_points(4, 30, 1)));
  Points flat = random_points(4, 10, 2);
  flat.bottomRows(2).setZero();
  CHECK(congruent_to_disguise(flat));
}

TEST_CASE("congruence: a moved point, another weight and another solid are told apart") {
  const WeightedPoints a = weighted(theory::configuration_points("icosahedron"));
  WeightedPoints b = weighted(disguised(a.z));
  CHECK(congruence(a, b, 1e-8));
  b.z.col(3) = (b.z.col(3) + 1e-7 * b.z.col(1)).normalized();
  CHECK_FALSE(congruence(a, b, 1e-8));
  CHECK(congruence(a, b, 1e-6));
  WeightedPoints heavier = a;
  heavier.weight[0] = 2;
  CHECK_FALSE(congruence(a, heavier, 1e-8));
  CHECK_FALSE(congruence(a, weighted(theory::configuration_points("cuboctahedron")), 1e-8));
}

TEST_CASE("congruence: weights go with their points") {
  WeightedPoints a = weighted(theory::configuration_points("octahedron")), b = a;
  a.weight << 1, 2, 3, 1, 2, 3;
  Index partner = -1;
  for (Index k = 1; k < 6; ++k)
    if (a.z.col(0).dot(a.z.col(k)) < -0.5) partner = k;
  b.weight.setConstant(0);
  for (Index k = 0; k < 6; ++k) b.weight[k] = a.weight[(k + 1) % 6];
  const auto p = congruence(a, b, 1e-8);
  CHECK(p.has_value() == congruence(b, a, 1e-8).has_value());
  if (p)
    for (Index k = 0; k < 6; ++k) CHECK(a.weight[k] == b.weight[(*p)[std::size_t(k)]]);
  REQUIRE(partner > 0);
  WeightedPoints opposite = weighted(a.z), beside = weighted(a.z);
  opposite.weight[0] = opposite.weight[partner] = 5;
  beside.weight[0] = beside.weight[partner == 1 ? 2 : 1] = 5;
  CHECK_FALSE(congruence(opposite, beside, 1e-8));
}

TEST_CASE("congruence: coincident points are one, with the sum of their weights") {
  const Points z = theory::configuration_points("tetrahedron");
  Points twice = theory::equal_clusters(z, 3);
  twice.col(4) += 1e-9 * random_points(3, 1, 7);
  const WeightedPoints atoms = distinct_points(twice, State::Ones(12), 1e-6);
  CHECK(atoms.z.cols() == 4);
  CHECK(atoms.weight == State::Constant(4, 3));
  CHECK(distinct_points(twice, State::Ones(12), 1e-12).z.cols() == 5);
}

TEST_CASE("inner product spectrum: the icosahedron's three values") {
  const auto spectrum = inner_product_spectrum(theory::configuration_points("icosahedron"), 1e-9);
  const double s = 1 / std::sqrt(5.0);
  REQUIRE(spectrum.value.size() == 3);
  CHECK(std::abs(spectrum.value[0] + 1) < 1e-15);
  CHECK(std::abs(spectrum.value[1] + s) < 1e-15);
  CHECK(std::abs(spectrum.value[2] - s) < 1e-15);
  CHECK(spectrum.pairs == std::vector<Index>{6, 30, 30});
}

TEST_CASE("congruence: points at the origin have no basis, points that are not finite no partner") {
  const WeightedPoints origin = weighted(Points::Zero(2, 1));
  CHECK(congruence(origin, origin, 1e-8));
  CHECK_FALSE(congruence(origin, weighted(Points::Ones(2, 1)), 1e-8));
  WeightedPoints broken = weighted(theory::configuration_points("octahedron"));
  const WeightedPoints whole = broken;
  broken.z(1, 2) = std::nan("");
  CHECK_FALSE(congruence(broken, whole, 1e-8));
  CHECK_FALSE(congruence(whole, broken, 1e-8));
  CHECK_FALSE(congruence(broken, broken, 1e-8));
}
