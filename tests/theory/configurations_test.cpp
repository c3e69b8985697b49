#include "simclr_flow/theory/configurations.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/gegenbauer.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;

namespace {

/// What the polytopes' geometry says of one vertex: inner products and how many vertices have them.
using Expected = std::vector<std::pair<long double, Index>>;

const long double r2 = std::sqrt(2.0L), r5 = std::sqrt(5.0L), phi = (1 + r5) / 2;

std::map<std::string, Expected> expected_inner_products() {
  return {
      {"single atom", {{1, 1}}},
      {"antipodal pair", {{1, 1}, {-1, 1}}},
      {"triangle", {{1, 1}, {-0.5L, 2}}},
      {"square", {{1, 1}, {0, 2}, {-1, 1}}},
      {"pentagon", {{1, 1}, {(r5 - 1) / 4, 2}, {-phi / 2, 2}}},
      {"polygon", {{1, 1}, {1 / r2, 2}, {0, 2}, {-1 / r2, 2}, {-1, 1}}},
      {"tetrahedron", {{1, 1}, {-1.0L / 3, 3}}},
      {"simplex", {{1, 1}, {-0.2L, 5}}},
      {"octahedron", {{1, 1}, {0, 4}, {-1, 1}}},
      {"16-cell", {{1, 1}, {0, 6}, {-1, 1}}},
      {"cross-polytope", {{1, 1}, {0, 8}, {-1, 1}}},
      {"cube", {{1, 1}, {1.0L / 3, 3}, {-1.0L / 3, 3}, {-1, 1}}},
      {"tesseract", {{1, 1}, {0.5L, 4}, {0, 6}, {-0.5L, 4}, {-1, 1}}},
      {"hypercube", {{1, 1}, {0.6L, 5}, {0.2L, 10}, {-0.2L, 10}, {-0.6L, 5}, {-1, 1}}},
      {"cuboctahedron", {{1, 1}, {0.5L, 4}, {0, 2}, {-0.5L, 4}, {-1, 1}}},
      {"icosahedron", {{1, 1}, {1 / r5, 5}, {-1 / r5, 5}, {-1, 1}}},
      {"dodecahedron", {{1, 1}, {r5 / 3, 3}, {1.0L / 3, 6}, {-1.0L / 3, 6}, {-r5 / 3, 3}, {-1, 1}}},
      {"24-cell", {{1, 1}, {0.5L, 8}, {0, 6}, {-0.5L, 8}, {-1, 1}}},
      {"600-cell",
       {{1, 1},
        {phi / 2, 12},
        {0.5L, 20},
        {(phi - 1) / 2, 12},
        {0, 30},
        {(1 - phi) / 2, 12},
        {-0.5L, 20},
        {-phi / 2, 12},
        {-1, 1}}},
      {"Clebsch 16", {{1, 1}, {0.2L, 10}, {-0.6L, 5}}},
      {"Schlaefli 27", {{1, 1}, {0.25L, 16}, {-0.5L, 10}}},
      {"Gosset 56", {{1, 1}, {1.0L / 3, 27}, {-1.0L / 3, 27}, {-1, 1}}},
      {"E8 roots", {{1, 1}, {0.5L, 56}, {0, 126}, {-0.5L, 56}, {-1, 1}}},
  };
}

bool has_inner_products(const Points& z, const Expected& expected) {
  const auto seen = common_inner_products(z);
  bool same = seen.size() == expected.size();
  for (std::size_t k = 0; same && k < seen.size(); ++k)
    same =
        seen[k].count == expected[k].second && std::abs(seen[k].value - expected[k].first) < 5e-16L;
  return same;
}

/// Largest |moment| of degrees 1 to t.
double design_defect(const Points& z, Index t) {
  const auto moments = design_moments(z, t);
  double worst = 0;
  for (std::size_t l = 1; l < moments.size(); ++l) worst = std::max(worst, std::abs(moments[l]));
  return worst;
}

double norm_defect(const Points& z) { return (z.colwise().norm().array() - 1).abs().maxCoeff(); }

/// Point 0 turned by an angle towards a direction that no symmetry singles out.
Points with_point_moved(Points z, double angle) {
  State tangent = State::LinSpaced(z.rows(), 1, 2);
  tangent -= z.col(0) * z.col(0).dot(tangent);
  z.col(0) = std::cos(angle) * z.col(0) + std::sin(angle) * tangent.normalized();
  return z;
}

/// The table's families in other dimensions and sizes than their samples.
void check_family(std::string_view name, Index d, Index n) {
  CAPTURE(name);
  CAPTURE(n);
  const auto& row = configuration(name);
  const Points z = configuration_points(name, d, n);
  REQUIRE((z.rows() == d && z.cols() == n));
  CHECK(norm_defect(z) < 3e-16);
  CHECK(design_defect(z, row.strength(d, n)) < 1e-17);
  CHECK(design_moments(z, row.strength(d, n) + 1).back() > 1e-4);
}

}  // namespace

TEST_CASE("theory: every configuration has its points, on the sphere, with its inner products") {
  const auto expected = expected_inner_products();
  CHECK(expected.size() == configurations().size());
  for (const auto& row : configurations()) {
    CAPTURE(row.name);
    REQUIRE(row.exists(row.sample_dim, row.sample_count));
    const Points z = configuration_points(row.name);
    CHECK((z.rows() == row.sample_dim && z.cols() == row.sample_count));
    CHECK(norm_defect(z) < 3e-16);
    CHECK(has_inner_products(z, expected.at(std::string(row.name))));
  }
}

TEST_CASE("theory: every configuration is a spherical design of its strength and of no higher") {
  for (const auto& row : configurations()) {
    CAPTURE(row.name);
    const Points z = configuration_points(row.name);
    const Index strength = row.strength(z.rows(), z.cols());
    CHECK(design_defect(z, strength) < 1e-17);
    CHECK(design_moments(z, strength + 1).back() > 1e-4);
  }
}

TEST_CASE("theory: families in other dimensions and sizes") {
  for (const Index n : {6, 7, 33}) check_family("polygon", 2, n);
  for (const Index d : {4, 17}) check_family("simplex", d, d + 1);
  for (const Index d : {6, 24}) check_family("cross-polytope", d, 2 * d);
  for (const Index d : {6, 8}) check_family("hypercube", d, Index(1) << d);
  check_family("antipodal pair", 9, 2);
  check_family("single atom", 4, 7);
}

TEST_CASE("theory: every configuration is stationary for every member of the family") {
  for (const auto& row : configurations()) {
    CAPTURE(row.name);
    if (row.sample_count < 2) continue;
    const Points z = configuration_points(row.name);
    for (const double tau : {0.1, 1.0})
      for (const double a : {0.0, 0.5, 1.0, double(z.cols() + 1)})
        CHECK(stationarity_residual(z, tau, a) < 1e-15);
  }
}

TEST_CASE("theory: one point moved by 1e-9 is seen by every check of a configuration") {
  const auto expected = expected_inner_products();
  for (const std::string name : {"icosahedron", "24-cell", "E8 roots"}) {
    CAPTURE(name);
    const Points z = with_point_moved(configuration_points(name), 1e-9);
    CHECK_THROWS_AS(has_inner_products(z, expected.at(name)), InputError);
    CHECK_FALSE(stationarity_residual(z, 0.1, 1) < 1e-15);
    // Moments are squares: they see the square of the angle.
    CHECK_FALSE(design_defect(with_point_moved(z, 1e-6), 2) < 1e-17);
    CHECK_FALSE(norm_defect(z * (1 + 1e-15)) < 3e-16);
  }
}

TEST_CASE("theory: equal clusters keep the energy of their points, and names are checked") {
  const Points z = configuration_points("icosahedron"), clusters = equal_clusters(z, 3);
  CHECK(clusters.cols() == 36);
  CHECK(offset_energy(clusters, 0.2, 1) ==
        doctest::Approx(offset_energy(z, 0.2, 1)).epsilon(1e-15));
  CHECK_THROWS_AS(equal_clusters(z, 0), InputError);
  CHECK_THROWS_AS(configuration("icosahedra"), InputError);
  CHECK_THROWS_AS(configuration_points("icosahedron", 3, 13), InputError);
}

TEST_CASE("theory: configurations are found by dimension and number of points") {
  const auto names = [](Index d, Index n) {
    std::string all;
    for (const auto* row : configurations_of(d, n)) all += std::string(row->name) + ";";
    return all;
  };
  CHECK(names(3, 12) == "single atom;cuboctahedron;icosahedron;");
  CHECK(names(2, 3) == "single atom;triangle;");
  CHECK(names(5, 10) == "single atom;cross-polytope;");
  CHECK(names(3, 5) == "single atom;");
}

TEST_CASE("configurations: rows whose points are in one place say so, and no others are") {
  int in_one_place = 0;
  for (const theory::ConfigurationEntry& row : theory::configurations()) {
    const Index d = row.sample_dim, n = row.in_one_place ? 3 : row.sample_count;
    const Points z = row.make(d, n);
    const bool coincide = (z.colwise() - z.col(0)).norm() < 1e-12;
    CAPTURE(row.name);
    CHECK(row.in_one_place == coincide);
    in_one_place += row.in_one_place;
  }
  CHECK(in_one_place == 1);
}

TEST_CASE("configurations: formulas of inner products are those of the points, of every size") {
  Index seen = 0;
  for (const ConfigurationEntry& row : configurations())
    for (const Index d : {2, 3, 4, 5, 8, 16})
      for (const Index n : {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 17, 24, 32, 63, 120, 240}) {
        if (!row.exists(d, n) || !row.formula) continue;
        CAPTURE(row.name);
        CAPTURE(n);
        const InnerProducts found = row.products(d, n),
                            expected = inner_products(row.make(d, n), 0);
        REQUIRE(found.size() == expected.size());
        for (std::size_t k = 0; k < found.size(); ++k) {
          CHECK(found[k].count == expected[k].count);
          CHECK(std::abs(double(found[k].value - expected[k].value)) <= 1e-15);
        }
        ++seen;
      }
  CHECK(seen > 40);
}

TEST_CASE("configurations: a simplex of ten thousand dimensions has two inner products at once") {
  const InnerProducts simplex = configuration("simplex").products(10'000, 10'001);
  REQUIRE(simplex.size() == 2);
  CHECK(double(simplex[1].value) == -1e-4);
  CHECK(configuration("cross-polytope").products(10'000, 20'000)[1].count == 19'998);
}
