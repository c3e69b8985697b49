#include "simclr_flow/theory/best_known.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/overview.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::best_known;

TEST_CASE("best known: bound and least reference configuration as data") {
  const auto tetrahedron = best_known({3, 0.3, "nt-xent", 4});
  REQUIRE(tetrahedron);
  CHECK(tetrahedron->bound.attained);
  CHECK(tetrahedron->bound.status == "proven");
  CHECK(tetrahedron->bound_statement == "largest lower bound of 4 points, attained");
  REQUIRE(tetrahedron->best());
  CHECK(tetrahedron->best()->name == "tetrahedron");
  CHECK(tetrahedron->best()->is_minimal());
  CHECK(tetrahedron->best()->value == doctest::Approx(tetrahedron->bound.value).epsilon(1e-14));

  const auto twelve = best_known({3, 0.3, "simclr", 12});
  CHECK(twelve->references.size() == 3);  // the cuboctahedron and the single atom too
  CHECK(twelve->best()->name == "icosahedron");
  CHECK_FALSE(twelve->best()->is_minimal());
  CHECK(twelve->best()->gap > 0);

  const auto pairs = best_known({2, 0.3, "simclr", 3, 2});
  CHECK(pairs->bound_statement == "largest lower bound of 3 samples of 2 views, attained");
}

TEST_CASE("best known: where there is no reference but the single atom, none is best") {
  const auto seven = best_known({3, 0.3, "dcl", 7});
  REQUIRE(seven);
  CHECK(seven->references.size() == 1);
  CHECK(seven->best() == nullptr);
}

TEST_CASE("best known: nothing of energies without a family or pairs, errors outside domains") {
  for (const char* preset : {"alignment", "uniformity", "uniformity-per-view", "custom", "own"})
    CHECK_FALSE(best_known({2, 0.2, preset, 4}));
  CHECK_THROWS_AS(best_known({2, 0.2, "simclr", 1}), InputError);
  CHECK_THROWS_AS(best_known({2, 0.2, "simclr", 0}), InputError);
  CHECK_THROWS_AS(best_known({1, 0.2, "simclr", 4}), InputError);
  CHECK_THROWS_AS(best_known({2, 1e-5, "simclr", 4}), InputError);
  CHECK_THROWS_AS(best_known({2, 0.2, "simclr", 4, 0}), InputError);
}

TEST_CASE(
    "best known: with every kernel nothing is below, and simplices and sharp ones attain it") {
  const Parameters exponent{{"exponent", 1.5}};
  Index seen = 0;
  for (const char* kernel : {"student", "rational", "imq", "laplace", "riesz", "log"})
    for (const theory::EnergyFacts& row : theory::energy_facts())
      for (const Index n : {3, 4, 6, 7, 12}) {
        const theory::Setting setting{3, 0.4, std::string(row.preset), n, 1, kernel, exponent};
        const auto known = best_known(setting);
        if (!known) continue;
        CAPTURE(kernel);
        CAPTURE(row.preset);
        CAPTURE(n);
        const theory::PlainEnergy energy{row.preset, kernel, 0.4, {}, exponent};
        const auto value = [&](const Points& z) { return theory::plain_sum(energy, z, 1).value; };
        for (std::uint32_t seed = 1; seed <= 10; ++seed)
          CHECK(value(random_points(3, n, seed).colwise().normalized()) > known->bound.value);
        for (const theory::ReferenceEnergy& reference : known->references) {
          if (reference.in_one_place || reference.rounding > 0) continue;
          const double exact = value(theory::configuration_points(reference.name, 3, n));
          CHECK(reference.value == doctest::Approx(exact).epsilon(1e-13));
          CHECK(reference.gap >= -1e-14);
        }
        if (n < 6) {
          REQUIRE(known->best());
          CHECK(known->bound.attained);
          CHECK(known->best()->status == "proven");
          CHECK(std::abs(known->best()->gap) < 1e-14);
        }
        ++seen;
      }
  CHECK(seen == 5 * (4 * 8 + 4 + 1));
  CHECK_FALSE(best_known({3, 0.4, "simclr-cross", 4, 2, "imq"}));
  CHECK_FALSE(best_known({3, 0.4, "simclr-noself", 4, 2, "riesz", exponent}));
  CHECK_THROWS_AS(best_known({3, 0.4, "simclr", 4, 0, "imq"}), InputError);
  CHECK_FALSE(best_known({3, 0.4, "simclr", 4, 1, "of one's own"}));
  CHECK_THROWS_AS(best_known({3, 0.4, "simclr", 1, 1, "imq"}), InputError);
}

namespace {

/// Where rows and negatives of several views are alike, so that the collapse of views is bounded.
bool collapses(const theory::EnergyFacts& row) {
  using Negatives = theory::PlainContrast::Negatives;
  return (row.member || row.pair_energy) && row.contrast.negatives != Negatives::cross;
}

double at_simplex(const theory::PlainEnergy& energy, Index samples, Index views) {
  const Points simplex =
      theory::configuration_points(samples == 3 ? "triangle" : "tetrahedron", 3, samples);
  return theory::plain_sum(energy, theory::equal_clusters(simplex, views), views).value;
}

}  // namespace

TEST_CASE("best known: with every kernel samples whose views coincide at a simplex are least") {
  Index seen = 0;
  for (const char* kernel : {"student", "imq", "laplace", "rational"})
    for (const theory::EnergyFacts& row : theory::energy_facts())
      for (const Index views : {2, 5}) {
        const Parameters exponent =
            kernel == std::string("rational") ? Parameters{{"exponent", 0.7}} : Parameters{};
        const auto known =
            best_known({3, 0.4, std::string(row.preset), 4, views, kernel, exponent});
        CHECK(known.has_value() == collapses(row));
        if (!known) continue;
        CAPTURE(kernel);
        CAPTURE(row.preset);
        CHECK(known->bound.attained);
        REQUIRE(known->best());
        CHECK(known->best()->name == "tetrahedron");
        CHECK(known->best()->status == "proven");
        const theory::PlainEnergy energy{row.preset, kernel, 0.4, {}, exponent};
        CHECK(at_simplex(energy, 4, views) == doctest::Approx(known->bound.value).epsilon(1e-13));
        CHECK(known->best()->value == doctest::Approx(known->bound.value).epsilon(1e-13));
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
          const Points z = random_points(3, 4 * views, seed).colwise().normalized();
          CHECK(theory::plain_sum(energy, z, views).value > known->bound.value);
        }
        ++seen;
      }
  CHECK(seen == 4 * 7 * 2);
}

TEST_CASE("best known: samples near their simplex are not below it, nor are parted views") {
  for (const char* kernel : {"student", "imq", "laplace"})
    for (const theory::EnergyFacts& row : theory::energy_facts()) {
      const auto known = best_known({3, 0.4, std::string(row.preset), 4, 3, kernel});
      if (!known) continue;
      CAPTURE(kernel);
      CAPTURE(row.preset);
      const theory::PlainEnergy energy{row.preset, kernel, 0.4};
      const Points met = theory::equal_clusters(theory::configuration_points("tetrahedron"), 3);
      for (const double size : {1e-3, 0.03, 0.3})
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
          const Points z = (met + size * random_points(3, 12, seed)).colwise().normalized();
          CHECK(theory::plain_sum(energy, z, 3).value > known->bound.value);
        }
    }
}

TEST_CASE("best known: classes by labels with other kernels as samples, their members as views") {
  // "SupCon, out": log(V - 1 + V (K-1) k(K/(K-1))), k(s) = 1/(1 + s/tau) of student.
  const double k = 1 / (1 + 4.0 / 3 / 0.5);
  const auto known = best_known({3, 0.5, "nt-xent", 4, 5, "student"});
  REQUIRE(known);
  CHECK(known->bound.value == doctest::Approx(std::log(4 + 15 * k)).epsilon(1e-14));
  // A bound for one class fewer, or for all latents alone, is another.
  CHECK(std::abs(best_known({3, 0.5, "nt-xent", 3, 5, "student"})->bound.value -
                 known->bound.value) > 0.1);
}

TEST_CASE("best known: of views too many for a simplex the larger of two bounds, not attained") {
  Index by_latents = 0;
  for (const theory::EnergyFacts& row : theory::energy_facts())
    for (const Index samples : {5, 40}) {
      const auto known = best_known({3, 0.4, std::string(row.preset), samples, 2, "imq"});
      CHECK(known.has_value() == collapses(row));
      if (!known) continue;
      CHECK_FALSE(known->bound.attained);
      CHECK(known->references.empty());
      const theory::PlainEnergy energy{row.preset, "imq", 0.4};
      const Points z = random_points(3, samples, 3).colwise().normalized();
      CHECK(theory::plain_sum(energy, theory::equal_clusters(z, 2), 2).value > known->bound.value);
      if (!row.exceeds_single_views) continue;
      const auto single = best_known({3, 0.4, std::string(row.preset), 2 * samples, 1, "imq"});
      CHECK(known->bound.value >= single->bound.value);
      by_latents += known->bound.value == single->bound.value;
    }
  CHECK(by_latents > 0);
}

TEST_CASE("best known: it is what the table prints") {
  for (const theory::EnergyFacts& row : theory::energy_facts())
    for (const Index n : {2, 5, 8, 12}) {
      const theory::Setting setting{3, 0.4, std::string(row.preset), n};
      const auto known = best_known(setting);
      if (!known) continue;
      INFO(row.preset, ", n = ", n);
      std::size_t configurations = 0;
      for (const theory::Statement& s : theory::overview(setting)) {
        if (s.id == "bound.best") CHECK(s.value == known->bound.value);
        if (s.section != "configurations") continue;
        REQUIRE(configurations < known->references.size());
        const theory::ReferenceEnergy& reference = known->references[configurations++];
        CHECK(s.value == reference.value);
        CHECK(s.gap == reference.gap);
        CHECK(s.status == reference.status);
      }
      CHECK(configurations == known->references.size());
      CHECK(known->bound.value == theory::energy_bound(row.preset, n, 1, 3, 0.4)->value);
    }
}
