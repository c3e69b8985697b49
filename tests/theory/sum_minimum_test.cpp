// What is known of the least value of a sum, and its plain sums.
#include "simclr_flow/theory/sum_minimum.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/near_collapse.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::sum_bound;
using theory::WeightedSettings;

namespace {

struct Part {
  double weight;
  const char* preset;
  double temperature = 0.3;
  const char* kernel = "gauss";
};

WeightedSettings settings(const std::vector<Part>& parts, Index n, Index views, Index d = 3) {
  WeightedSettings all;
  for (const Part& p : parts)
    all.push_back({p.weight, {d, p.temperature, p.preset, n, views, p.kernel, {}}});
  return all;
}

/// E of the regular simplex of n points in R^3, each the place of all views.
double at_simplex(const std::vector<Part>& parts, Index n, Index views) {
  Points centred = Points::Identity(n, n);
  centred.array() -= 1 / static_cast<double>(n);
  Points z(n, n * views);
  for (Index k = 0; k < n * views; ++k) z.col(k) = centred.col(k / views).normalized();
  double sum = 0;
  for (const Part& p : parts)
    sum += p.weight * entry(energies(), p.preset)
                          .make({entry(kernels(), p.kernel), p.temperature})
                          ->evaluate({z, views}, nullptr);
  return sum;
}

}  // namespace

TEST_CASE("sum bound: the weighted sum of bounds, attained by the simplex where it is so for all") {
  const std::vector<std::vector<Part>> sums{{{1, "alignment"}, {0.5, "uniformity-per-view"}},
                                            {{2, "simclr"}, {0.7, "nt-xent", 1}, {3, "alignment"}},
                                            {{0.1, "dcl"}, {1, "linear", 0.1}}};
  for (const auto& parts : sums)
    for (const Index views : {1, 2})
      for (const Index n : {2, 3, 4}) {
        INFO(parts.front().preset, ", ", views, " views, n = ", n);
        const auto [bound, lack] = sum_bound(settings(parts, n, views));
        REQUIRE(bound);
        CHECK(lack == "");
        CHECK(bound->attained);
        CHECK(bound->value == doctest::Approx(at_simplex(parts, n, views)).epsilon(1e-12));
      }
  const auto many = sum_bound(settings(sums[1], 9, 2)).bound;
  REQUIRE(many);
  CHECK_FALSE(many->attained);
  CHECK(many->statement.find("not known to be attained") != std::string::npos);
}

TEST_CASE("sum bound: sharp configurations minimize pair energies at once, and no others") {
  Points octahedron(3, 12);
  for (Index k = 0; k < 12; ++k)
    octahedron.col(k) = (k / 2 % 2 ? -1 : 1) * Points::Identity(3, 3).col(k / 4);
  const auto value = [&](const std::vector<Part>& parts) {
    double sum = 0;
    for (const Part& p : parts)
      sum += p.weight * entry(energies(), p.preset)
                            .make(gauss(p.temperature))
                            ->evaluate({octahedron, 2}, nullptr);
    return sum;
  };
  const std::vector<Part> least{
      {1, "alignment"}, {0.5, "uniformity-per-view"}, {2, "uniformity-per-view", 1}};
  const auto bound = sum_bound(settings(least, 6, 2)).bound;
  CHECK(bound->attained);
  CHECK(bound->statement.find("a sharp configuration") != std::string::npos);
  CHECK(bound->value == doctest::Approx(value(least)).epsilon(1e-10));
  CHECK(sum_bound(settings({{1, "linear"}, {2, "uniformity", 1}}, 6, 1)).bound->attained);
  // Seven points have none; of other kernels nothing is claimed of several.
  CHECK_FALSE(sum_bound(settings(least, 7, 2)).bound->attained);
  const std::vector<Part> others{{1, "linear", 0.3, "student"}, {1, "linear", 1, "student"}};
  CHECK_FALSE(sum_bound(settings(others, 6, 1)).bound->attained);
}

TEST_CASE("sum bound: random latents are never below it") {
  const std::vector<Part> parts{{1, "alignment"}, {0.5, "uniformity"}, {0.3, "dhel", 0.1}};
  for (const Index views : {1, 2})
    for (std::uint32_t trial = 0; trial < 20; ++trial) {
      const Points z = random_points(3, 6 * views, 200 + trial).colwise().normalized();
      double sum = 0;
      for (const Part& p : parts)
        sum +=
            p.weight *
            entry(energies(), p.preset).make(gauss(p.temperature))->evaluate({z, views}, nullptr);
      CHECK(sum >= sum_bound(settings(parts, 6, views)).bound->value);
    }
}

TEST_CASE("sum bound: terms that different configurations minimize attain nothing together") {
  // Uniformity spreads the latents of a sample, alignment holds them together.
  const auto bound = sum_bound(settings({{1, "alignment"}, {1, "uniformity"}}, 2, 2)).bound;
  REQUIRE(bound);
  CHECK_FALSE(bound->attained);
  CHECK(sum_bound(settings({{1, "uniformity"}, {2, "uniformity", 1}}, 2, 2)).bound->attained);
  CHECK(sum_bound(settings({{1, "alignment"}, {2, "alignment"}}, 20, 2)).bound->attained);
  CHECK(sum_bound(settings({{2, "uniformity"}, {1, "uniformity", 1}}, 3, 2)).bound->attained);
  CHECK_FALSE(sum_bound(settings({{2, "uniformity"}}, 7, 1)).bound->attained);
}

TEST_CASE("sum bound: one term of weight 1 is what is known of it, and lacks are told") {
  for (const char* preset : {"simclr", "linear", "uniformity"})
    for (const Index n : {4, 7})
      CHECK(sum_bound(settings({{1, preset}}, n, 1)).bound->value ==
            theory::energy_bound(preset, n, 1, 3, 0.3)->value);
  CHECK(sum_bound(settings({{1, "simclr"}, {-1, "uniformity"}}, 5, 2)).lack.find("below 0") !=
        std::string::npos);
  CHECK(sum_bound(settings({{1, "simclr"}, {-1, "alignment"}}, 5, 1)).bound);  // which is 0
  CHECK(sum_bound(settings({{1, "simclr"}, {1, "custom"}}, 5, 1)).lack.find("'custom'") !=
        std::string::npos);
  CHECK(sum_bound(settings({{1, "simclr-cross", 1, "student"}, {1, "dcl"}}, 5, 2))
            .lack.find("'student'") != std::string::npos);
}

TEST_CASE("sum minimum: of simclr and alignment the uniform law's") {
  const auto sum = [](const std::vector<Part>& parts) {
    return theory::proven_minimum(settings(parts, 0, 1), "sphere");
  };
  const double expected = 2 * theory::uniform_energy(3, 0.3) + theory::uniform_energy(3, 1);
  const auto found = sum({{2, "simclr"}, {0.4, "alignment"}, {1, "simclr", 1}});
  REQUIRE(found);
  CHECK(found->value == doctest::Approx(expected).epsilon(1e-15));
  CHECK(found->status == "proven");
  CHECK(sum({{1, "simclr"}})->statement ==
        theory::proven_minimum("simclr", "gauss", "sphere", 3, 0.3)->statement);
  CHECK_FALSE(sum({{1, "alignment"}, {1, "alignment"}}));  // not by this law alone
  CHECK_FALSE(sum({{1, "simclr"}, {-1, "alignment"}}));
  CHECK_FALSE(sum({{1, "simclr"}, {1, "uniformity"}}));
  CHECK_FALSE(sum({{1, "simclr"}, {1, "simclr", 1, "student"}}));
}

TEST_CASE("plain terms: a wrong weight is seen, and forms near collapse add up") {
  const Points z = random_points(3, 12, 77);
  const theory::PlainTerms terms{{1, {"alignment", "gauss", 1}}, {0.5, {"dcl", "gauss", 0.4}}};
  theory::PlainTerms planted = terms;
  planted[1].weight = 0.5 * (1 + 1e-9);
  const auto energy = [&](const theory::PlainTerms& of) { return theory::plain_sum(of, z, 2); };
  CHECK(std::abs(energy(planted).value - energy(terms).value) > 1e-11);
  CHECK((energy(planted).gradient - energy(terms).gradient).norm() > 1e-11);
  CHECK(energy(terms).of_terms >= std::abs(energy(terms).value));
  const Points form = theory::collapse_form(terms, 6, 2);
  CHECK((form - theory::collapse_form(terms[0].energy, 6, 2) -
         0.5 * theory::collapse_form(terms[1].energy, 6, 2))
            .norm() < 1e-15);
  CHECK(theory::length_at_zero(terms) == doctest::Approx(std::sqrt(0.4)).epsilon(1e-15));
}
