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
          if (reference.name == theory::single_atom_name || reference.rounding > 0) continue;
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
  CHECK_FALSE(best_known({3, 0.4, "dcl", 4, 2, "imq"}));
  CHECK_FALSE(best_known({3, 0.4, "simclr-noself", 4, 2, "riesz", exponent}));
  CHECK_THROWS_AS(best_known({3, 0.4, "simclr", 4, 0, "imq"}), InputError);
  CHECK_FALSE(best_known({3, 0.4, "simclr", 4, 1, "of one's own"}));
  CHECK_THROWS_AS(best_known({3, 0.4, "simclr", 1, 1, "imq"}), InputError);
}

TEST_CASE("best known: with every kernel several views are not below all latents as single ones") {
  Index seen = 0;
  for (const char* kernel : {"student", "imq", "laplace"})
    for (const theory::EnergyFacts& row : theory::energy_facts())
      for (const Index views : {2, 5}) {
        const auto known = best_known({3, 0.4, std::string(row.preset), 4, views, kernel});
        CHECK(known.has_value() == row.exceeds_single_views);
        if (!known) continue;
        CHECK_FALSE(known->bound.attained);
        CHECK(known->references.empty());
        const theory::PlainEnergy energy{row.preset, kernel, 0.4};
        for (std::uint32_t seed = 1; seed <= 10; ++seed) {
          const Points z = random_points(3, 4 * views, seed).colwise().normalized();
          CHECK(theory::plain_sum(energy, z, views).value > known->bound.value);
        }
        const Points met =
            theory::equal_clusters(theory::configuration_points("tetrahedron"), views);
        CHECK(theory::plain_sum(energy, met, views).value > known->bound.value);
        const auto single = best_known({3, 0.4, std::string(row.preset), 4 * views, 1, kernel});
        CHECK(known->bound.value == single->bound.value);
        ++seen;
      }
  CHECK(seen == 3 * 4 * 2);
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
