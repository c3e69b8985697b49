#include "simclr_flow/theory/energy_facts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/theory/family.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::EnergyFacts;
using theory::facts_of;

namespace {

/// (a, shift) of a contrast by counting: of a row's negatives `own` are of its sample, and `each`
/// of every other one; R/A = (own + each·S)/divisor.
theory::FamilyMember counted(const theory::PlainContrast& c, double n, double v) {
  using enum theory::PlainContrast::Negatives;
  if (c.twin) v = std::max(v, 2.0);
  const bool one_view = c.negatives == same_view || c.negatives == cross;
  const double each = one_view ? 1 : v;
  const double own = c.negatives == all      ? v
                     : c.negatives == others ? v - 1
                     : c.negatives == cross  ? 1
                                             : 0;
  const double divisor = !c.mean ? 1 : c.negatives == cross ? n : n * v;
  return {(c.offset * divisor + own) / each, std::log(each / divisor), !c.mean};
}

}  // namespace

TEST_CASE("energy facts: every preset of the registry has a row, but for those told here") {
  std::vector<std::string_view> without;
  for (const EnergyEntry& entry : energies())
    if (!facts_of(entry.name)) without.push_back(entry.name);
  CHECK(without == std::vector<std::string_view>{"custom", "sum"});  // of any parts, or terms
  for (const EnergyFacts& row : theory::energy_facts()) {
    CAPTURE(row.preset);
    CHECK(std::ranges::count(energies(), row.preset, &EnergyEntry::name) == 1);
    CHECK(std::ranges::count(theory::energy_facts(), row.preset, &EnergyFacts::preset) == 1);
  }
  CHECK(facts_of("nothing") == nullptr);
}

TEST_CASE("energy facts: members of the family are what their contrasts count") {
  Index seen = 0;
  for (const EnergyFacts& row : theory::energy_facts())
    for (const Index n : {2, 5, 1000})
      for (const Index v : {1, 2, 3}) {
        if (!row.member) continue;
        INFO(row.preset, ", n = ", n, ", V = ", v);
        const auto found = *theory::family_member(row.preset, n, v);
        const auto expected = counted(row.contrast, double(n), double(v));
        CHECK(found.a == doctest::Approx(expected.a).epsilon(1e-14));
        CHECK(found.shift == doctest::Approx(expected.shift).epsilon(1e-14));
        CHECK(found.grows == expected.grows);
        ++seen;
      }
  CHECK(seen >= 7 * 9);
}

TEST_CASE("energy facts: what they say of views, laws and directions is what energies do") {
  const Points z = random_points(3, 12, 91);
  for (const EnergyFacts& row : theory::energy_facts()) {
    CAPTURE(row.preset);
    const auto energy = entry(energies(), row.preset).make(gauss(0.5));
    const auto value = [&](Index views) { return energy->evaluate({z, views}, nullptr); };
    if (row.exceeds_single_views) {
      CHECK(value(2) > value(1));
      CHECK(value(3) > value(1));
    }
    CHECK(row.needs_views() == (value(1) == 0));
    const bool of_law = row.law_offset.has_value() || row.pair_energy || row.is_of_inner_products();
    CHECK(energy->is_translation_invariant() == !row.is_of_inner_products());
    const auto with = [&](const char* kernel) {
      return entry(energies(), row.preset)
          .make({entry(kernels(), kernel), 0.5})
          ->evaluate({z, 2}, nullptr);
    };
    CHECK(row.has_kernel() == (with("gauss") != with("student")));
    CHECK(energy->is_functional_of_law() == of_law);
    if (row.law_offset)
      for (const Index n : {2, 7, 100})
        CHECK(theory::family_member(row.preset, n)->alpha(n) ==
              doctest::Approx(*row.law_offset).epsilon(1e-14));
    if (row.views_of_single() == 2) {
      Points twice(3, 24);
      for (Index i = 0; i < 24; ++i) twice.col(i) = z.col(i / 2);
      CHECK(energy->evaluate({twice, 2}, nullptr) == doctest::Approx(value(1)).epsilon(1e-14));
    }
  }
  CHECK(theory::speaks_of_kernel("gauss"));
  CHECK(theory::speaks_of("simclr", "gauss"));
  CHECK_FALSE(theory::speaks_of("simclr", "laplace"));
  CHECK(theory::speaks_of("alignment", "laplace"));
  CHECK(theory::depends_on_kernel("a user's own"));
  CHECK_FALSE(theory::speaks_of_kernel("student"));
}

TEST_CASE("energy facts: plain sums are known of presets with a row, and of contrasts") {
  for (const EnergySample& sample : energy_samples())
    CHECK(theory::has_plain_sum(sample.plain(kernels().front(), 1)));
  CHECK_FALSE(theory::has_plain_sum({"own", "gauss", 1}));
  CHECK_THROWS_AS(theory::plain_sum({"own", "gauss", 1}, random_points(2, 4, 92), 1),
                  std::invalid_argument);
}
