#include "simclr_flow/theory/pair_minimum.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/theory/configurations.hpp"

using namespace simclr_flow;
using theory::lowest_pair_energy;

namespace {

theory::PlainEnergy riesz(double exponent) {
  return {"linear", "riesz", 1, {}, {{"exponent", exponent}}};
}

double sum_of_pairs(const theory::PlainEnergy& energy, Index d, Index n) {
  const auto found = lowest_pair_energy(energy, d, n);
  REQUIRE(found);
  return found->value * static_cast<double>(n * n) / 2;
}

}  // namespace

TEST_CASE("pair minimum: Riesz and logarithmic energies of regular solids in closed form") {
  const double root_5 = std::sqrt(5.0), near = std::sqrt(2 - 2 / root_5),
               far = std::sqrt(2 + 2 / root_5);
  CHECK(sum_of_pairs(riesz(1), 3, 4) == doctest::Approx(6 * std::sqrt(3.0 / 8)).epsilon(1e-14));
  CHECK(sum_of_pairs(riesz(1), 3, 6) == doctest::Approx(6 * std::sqrt(2.0) + 1.5).epsilon(1e-14));
  CHECK(sum_of_pairs(riesz(1), 3, 12) == doctest::Approx(30 / near + 30 / far + 3).epsilon(1e-14));
  CHECK(std::abs(sum_of_pairs(riesz(1), 3, 12) - 49.165253058) < 5e-10);
  const theory::PlainEnergy log{"linear", "log"};
  CHECK(sum_of_pairs(log, 3, 4) == doctest::Approx(-3 * std::log(8.0 / 3)).epsilon(1e-14));
  CHECK(sum_of_pairs(log, 3, 6) == doctest::Approx(-9 * std::log(2.0)).epsilon(1e-14));
  CHECK(sum_of_pairs(log, 3, 12) ==
        doctest::Approx(-30 * std::log(near * far) - 6 * std::log(2.0)).epsilon(1e-14));
  CHECK(sum_of_pairs(riesz(2), 4, 5) == doctest::Approx(4).epsilon(1e-14));
  CHECK(sum_of_pairs(riesz(2), 4, 8) == doctest::Approx(13).epsilon(1e-14));
}

TEST_CASE("pair minimum: sums over inner products are the plain sums, with every kernel") {
  const Points z = theory::configuration_points("icosahedron");
  for (const char* kernel : {"gauss", "student", "imq", "laplace", "log", "riesz", "rational"}) {
    CAPTURE(kernel);
    theory::PlainEnergy energy{"linear", kernel, 0.4};
    energy.parameters["exponent"] = 1.5;
    const auto found = lowest_pair_energy(energy, 3, 12);
    REQUIRE(found);
    CHECK(found->name == "icosahedron");
    CHECK(found->status == "proven");
    CHECK(found->value == doctest::Approx(theory::plain_sum(energy, z, 1).value).epsilon(1e-13));
  }
}

TEST_CASE("pair minimum: what a table holds is told by name, status and source") {
  const auto five = lowest_pair_energy(riesz(1), 3, 5);
  REQUIRE(five);
  CHECK(five->name == "triangular bipyramid");
  CHECK(five->status == "proven");
  // Two poles and a triangle on the equator.
  const double exact = 6 / std::sqrt(2.0) + 3 / std::sqrt(3.0) + 0.5;
  CHECK(std::abs(five->value * 12.5 - exact) < 1e-9);
  CHECK(lowest_pair_energy(riesz(1), 3, 13)->name == "lowest known of 13 points");
  for (const theory::TabledEnergy& row : theory::tabled_energies()) {
    CAPTURE(row.points);
    const auto found = lowest_pair_energy(riesz(row.exponent), row.dim, row.points);
    REQUIRE(found);
    CHECK(found->value == row.linear());
    CHECK(found->rounding > 0);
    CHECK_FALSE(row.source.empty());
  }
}

TEST_CASE("pair minimum: nothing is claimed of other settings") {
  CHECK_FALSE(lowest_pair_energy(riesz(1), 3, 21));
  CHECK_FALSE(lowest_pair_energy(riesz(1.5), 3, 13));
  CHECK_FALSE(lowest_pair_energy(riesz(1), 4, 13));
  CHECK_FALSE(lowest_pair_energy({"dcl", "riesz", 1, {}, {{"exponent", 1}}}, 3, 4));
  CHECK_FALSE(lowest_pair_energy({"linear", "of one's own"}, 3, 4));
  theory::PlainEnergy custom = riesz(1);
  custom.contrast.emplace();
  CHECK_FALSE(lowest_pair_energy(custom, 3, 4));
}

TEST_CASE("pair minimum: polygons of many points, whose neighbours are hardly apart") {
  // sum_k (2 sin(pi k/n))^-p: for p = 2 it is (n^2 - 1)/12
  for (const Index n : {1000, 300'000}) {
    const double count = static_cast<double>(n);
    const auto least = theory::lowest_pair_energy(
        {.preset = "linear", .kernel = "riesz", .parameters = {{"exponent", 2.0}}}, 2, n);
    REQUIRE(least);
    CHECK(least->value == doctest::Approx((count * count - 1) / 12 / count).epsilon(1e-13));
  }
}
