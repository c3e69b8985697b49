// Codes of the Leech lattice, in integers: as many points, what they see, their strengths, and what
// follows for pair energies.
#include "simclr_flow/theory/spherical_codes.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <map>
#include <stdexcept>

#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/kernel_minimum.hpp"
#include "simclr_flow/theory/levenshtein.hpp"
#include "simclr_flow/theory/pair_minimum.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "theory/leech_lattice.hpp"

using namespace simclr_flow;
using theory::best_known;
using theory::dot;
using theory::ExactProducts;
using theory::golay_code;
using theory::is_design;
using theory::least_pair_sum;
using theory::leech_code;
using theory::LeechCode;
using theory::LeechVector;
using theory::lowest_pair_energy;
using theory::minimal_vectors;
using theory::plain_kernel;
using theory::spherical_code;
using theory::spherical_codes;
using theory::SphericalCode;
using theory::universal_pair_bound;

namespace {

bool is_of_leech(const SphericalCode& code) { return code.status == "proven"; }

std::map<int, Index> seen_by(const LeechVector& from, const std::vector<LeechVector>& all) {
  std::map<int, Index> counts;
  for (const LeechVector& v : all) ++counts[dot(from, v)];
  return counts;
}

/// The points of a code in coordinates: what is orthogonal to its bases, by Gram and Schmidt.
Points coordinates_of(const LeechCode& code, Index d) {
  std::vector<State> axes;
  const auto rest_of = [&axes](State v) {
    for (int twice = 0; twice < 2; ++twice)
      for (const State& axis : axes) v -= axis * axis.dot(v);
    return v;
  };
  const auto in_doubles = [](const LeechVector& v) {
    return State(Eigen::Map<const Eigen::Array<int, 24, 1>>(v.data()).cast<double>());
  };
  for (const LeechVector& base : code.bases) axes.push_back(rest_of(in_doubles(base)).normalized());
  for (Index i = 0; i < 24 && axes.size() < 24; ++i)
    if (const State v = rest_of(State::Unit(24, i)); v.norm() > 0.1) axes.push_back(v.normalized());
  const std::vector<LeechVector> vectors = code.vectors();
  Points z(d, std::ssize(vectors));
  for (Index j = 0; j < z.cols(); ++j)
    for (Index i = 0; i < d; ++i)
      z(i, j) = axes[axes.size() - static_cast<std::size_t>(d - i)].dot(
          in_doubles(vectors[static_cast<std::size_t>(j)]));
  return z.colwise().normalized();
}

double mean_kernel(const SphericalCode& code, double tau) {
  return best_known({code.dim, tau, "linear", code.points})->best()->value;
}

}  // namespace

TEST_CASE("spherical codes: the Golay code and the minimal vectors of the Leech lattice") {
  std::map<int, int> weights;
  for (const std::uint32_t word : golay_code()) ++weights[std::popcount(word)];
  CHECK(weights == std::map<int, int>{{0, 1}, {8, 759}, {12, 2576}, {16, 759}, {24, 1}});
  const std::vector<LeechVector> all = minimal_vectors();
  CHECK(all.size() == 196'560);
  for (const LeechVector& v : all) REQUIRE(dot(v, v) == 32);
  // Symmetries of the lattice carry vectors of one shape into each other: one of each is enough.
  const std::map<int, Index> expected{{32, 1},      {16, 4600},  {8, 47'104}, {0, 93'150},
                                      {-8, 47'104}, {-16, 4600}, {-32, 1}};
  CHECK(seen_by(all.front(), all) == expected);
  CHECK(seen_by(all.back(), all) == expected);
  const auto twos = std::ranges::find_if(all, [](const LeechVector& v) { return v[23] == 2; });
  CHECK(seen_by(*twos, all) == expected);
}

TEST_CASE("spherical codes: every point sees the same, with these inner products") {
  const std::map<Index, std::pair<std::int64_t, std::vector<std::int64_t>>> expected{
      {100, {11, {11, 1, -4}}},       {112, {9, {9, 1, -3}}},
      {162, {7, {7, 1, -2}}},         {275, {12, {12, 2, -3}}},
      {891, {8, {8, 2, -1, -4}}},     {552, {5, {5, 1, -1, -5}}},
      {4600, {3, {3, 1, 0, -1, -3}}}, {196'560, {4, {4, 2, 1, 0, -1, -2, -4}}}};
  for (const SphericalCode& code : spherical_codes()) {
    if (!is_of_leech(code)) continue;
    CAPTURE(code.points);
    const ExactProducts products = code.products();
    std::vector<std::int64_t> numerators;
    for (const ExactProducts::Part& part : products.parts) numerators.push_back(part.numerator);
    CHECK(std::pair(products.denominator, numerators) == expected.at(code.points));
    if (code.points > 5000) continue;
    const std::vector<LeechVector> all = leech_code(code.points).vectors();
    const std::map<int, Index> first = seen_by(all.front(), all);
    for (std::size_t i = 1; i < all.size(); i += all.size() / 90)
      CHECK(seen_by(all[i], all) == first);
  }
}

TEST_CASE("spherical codes: designs of their strength and no higher, sharp where it is proven") {
  for (const SphericalCode& code : spherical_codes()) {
    CAPTURE(code.points);
    const ExactProducts products = code.products();
    Index points = 0;
    for (const ExactProducts::Part& part : products.parts) points += part.count;
    CHECK(points == code.points);
    CHECK(is_design(products, code.dim, code.strength));
    CHECK_FALSE(is_design(products, code.dim, code.strength + 1));
    const Index others = std::ssize(products.parts) - 1;
    CHECK((code.strength >= 2 * others - 1) == (code.status == "proven"));
    // Two points that see something else are noticed.
    ExactProducts planted = products;
    ++planted.parts[1].count;
    --planted.parts[2].count;
    CHECK_FALSE(is_design(planted, code.dim, 1));
    CHECK_FALSE(is_design(products, code.dim + 1, 2));
  }
}

TEST_CASE("spherical codes: sharp ones attain the universal bound, which knows no points") {
  for (const SphericalCode& code : spherical_codes())
    for (const double tau : {0.1, 0.5}) {
      CAPTURE(code.points);
      const auto known = *best_known({code.dim, tau, "linear", code.points});
      REQUIRE(known.best());
      CHECK(known.best()->name == code.name);
      CHECK(known.best()->status == code.status);
      CHECK(known.bound.attained == is_of_leech(code));
      const double universal =
          1 / double(code.points) + universal_pair_bound(code.points, code.dim, tau);
      if (is_of_leech(code))
        CHECK(known.best()->value == doctest::Approx(universal).epsilon(2e-15));
      else
        CHECK(known.best()->value > universal * (1 + 1e-9));
    }
  // A count that is off by one would be seen.
  CHECK(mean_kernel(*spherical_code(22, 100), 0.5) * (1 + 1e-6) !=
        doctest::Approx(0.01 + universal_pair_bound(100, 22, 0.5)).epsilon(2e-15));
}

TEST_CASE("spherical codes: points are known by what each of them sees") {
  for (const Index n : {100, 112, 275, 552}) {
    CAPTURE(n);
    const auto code =
        *std::ranges::find(spherical_codes(), n, [](const SphericalCode& c) { return c.points; });
    const ExactProducts products = code.products();
    Points z = coordinates_of(leech_code(n), code.dim);
    CHECK(theory::sees_everywhere(products, z, 1e-12));
    const double plain = theory::plain_sum({"linear", "gauss", 0.1}, z, 1).value;
    CHECK(mean_kernel(code, 0.1) == doctest::Approx(plain).epsilon(1e-14));
    z.col(n / 2) = (z.col(n / 2) + 1e-6 * State::Unit(code.dim, 3)).normalized();
    CHECK_FALSE(theory::sees_everywhere(products, z, 1e-8));
    CHECK_FALSE(theory::sees_everywhere(products, z.leftCols(n - 1), 1));
  }
}

TEST_CASE("spherical codes: the other universal optima, by coordinates and by the same bound") {
  const std::pair<const char*, Index> optima[] = {{"icosahedron", 12}, {"600-cell", 120},
                                                  {"Clebsch 16", 16},  {"Schlaefli 27", 27},
                                                  {"Gosset 56", 56},   {"E8 roots", 240}};
  for (const auto& [name, n] : optima)
    for (const double tau : {0.1, 0.5}) {
      CAPTURE(name);
      const Points z = theory::configuration_points(name);
      const auto known = *best_known({z.rows(), tau, "linear", n});
      CHECK(known.best()->name == name);
      CHECK(known.best()->status == "proven");
      CHECK(
          known.best()->value ==
          doctest::Approx(theory::plain_sum({"linear", "gauss", tau}, z, 1).value).epsilon(2e-15));
      const double universal = 1 / double(n) + universal_pair_bound(n, z.rows(), tau);
      if (n == 120)  // not sharp
        CHECK(known.best()->value > universal * (1 + 1e-10));
      else
        CHECK(known.best()->value == doctest::Approx(universal).epsilon(2e-15));
    }
}

TEST_CASE("spherical codes: forty points in ten dimensions and sixty-four in fourteen") {
  CHECK(std::abs(mean_kernel(*spherical_code(10, 40), 0.2) - .03518217126844) < 5e-15);
  CHECK(std::abs(mean_kernel(*spherical_code(14, 64), 0.2) - .0251911788688) < 5e-14);
}

TEST_CASE("spherical codes: least with every kernel, by their name") {
  for (const char* kernel : {"student", "imq", "laplace", "riesz", "log"}) {
    const Parameters exponent{{"exponent", 2}};
    for (const Index n : {275, 4600}) {
      const Index d = n == 275 ? 22 : 23;
      CAPTURE(kernel);
      const auto found = lowest_pair_energy({"linear", kernel, 0.3, {}, exponent}, d, n);
      REQUIRE(found);
      CHECK(found->status == "proven");
      CHECK(found->name == spherical_code(d, n)->name);
      const auto plain = plain_kernel(kernel, 0.3, exponent);
      const double own = plain->has_pole() ? 0 : 1 / double(n);
      CHECK(found->value ==
            doctest::Approx(own + double(least_pair_sum(*plain, n, d))).epsilon(4e-15));
    }
  }
}

TEST_CASE("spherical codes: 1/r^2 on S^3 is the limit of the student kernel") {
  constexpr double tau = 1e-9;  // 1/(1 + r^2/(2 tau)) = 2 tau/r^2 + O(tau^2)
  const auto student = plain_kernel("student", tau);
  for (const auto& [n, sum] : {std::pair<Index, double>{5, 4}, {8, 13}}) {
    const double pairs = double(least_pair_sum(*student, n, 4)) * double(n * n) / 2;
    CHECK(pairs / (2 * tau) == doctest::Approx(sum).epsilon(1e-8));
  }
  for (const auto& [n, sum] : {std::pair<Index, double>{7, 9.5}, {10, 22.5}, {13, 41.6}}) {
    const auto found = lowest_pair_energy({"linear", "riesz", 1, {}, {{"exponent", 2}}}, 4, n);
    REQUIRE(found);
    CHECK(found->value * double(n * n) / 2 == doctest::Approx(sum).epsilon(1e-13));
    CHECK(double(least_pair_sum(*student, n, 4)) * double(n * n) / 2 / (2 * tau) < sum);
  }
  CHECK_THROWS_AS(leech_code(99), std::invalid_argument);
}
