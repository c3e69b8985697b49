// Classes that are positives alike count as samples, and their members as views: where, and where
// not.
#include <doctest/doctest.h>

#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::PlainPositives;

TEST_CASE("class groups: one size for all classes, or none") {
  CHECK(PlainPositives::of_labels({0, 7, 0, 7, 2, 2}).group_size() == 2);
  CHECK(PlainPositives::of_labels({0, 1, 2}).group_size() == 1);
  CHECK_FALSE(PlainPositives::of_labels({0, 0, 1}).group_size());
  CHECK_FALSE(PlainPositives::of_labels({0, 0, 1, 1}, {false, false, false, true}).group_size());
  CHECK_FALSE(PlainPositives::of_labels({0, 0, 1, 1}, {false, false, true, true}).group_size());
  CHECK(PlainPositives::of_labels({0, 0, 1, 1}, {true, true, true, true}).group_size() == 1);
  CHECK_FALSE(PlainPositives::of_weights({{{0, 1}}, {{1, 1}}}).group_size());
}

TEST_CASE("class groups: energies whose negatives know no samples, and no others") {
  constexpr Index group = 3, views = 2;
  const Points z = random_points(3, 4 * group * views, 1).colwise().normalized();
  std::vector<int> labels;
  for (Index i = 0; i < 4 * group; ++i) labels.push_back(static_cast<int>(i / group));
  const PlainPositives positives = PlainPositives::of_labels(labels);
  for (const theory::EnergyFacts& facts : theory::energy_facts()) {
    if (facts.sum != theory::EnergyFacts::Sum::contrast) continue;
    CAPTURE(facts.preset);
    theory::PlainEnergy energy{facts.preset, "gauss", 0.4};
    const double as_samples = theory::plain_sum(energy, z, group * views).value;
    energy.positives = &positives;
    const double by_labels = theory::plain_sum(energy, z, views).value;
    CHECK((std::abs(by_labels - as_samples) < 1e-14) == facts.takes_groups_as_samples());
  }
}
