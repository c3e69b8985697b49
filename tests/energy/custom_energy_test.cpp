#include <doctest/doctest.h>

#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

EnergyConfig custom(const ContrastConfig& contrast) {
  return {.preset = "custom", .contrast = contrast, .temperature = 0.4, .terms = {}};
}

theory::PlainSum plain(const ContrastConfig& c, const Points& z, Index views) {
  return theory::plain_sum({"", "gauss", 0.4, plain_contrast(c)}, z, views);
}

std::vector<ContrastConfig> contrasts() {
  std::vector<ContrastConfig> all;
  for (const auto& [outer, outer_name] : choices(ContrastConfig::Outer{}))
    for (const double offset : {0.0, 0.3, 2.0})
      for (const auto& [negatives, name] : choices(ContrastConfig::Negatives{}))
        for (const bool self : {true, false})
          for (const bool mean : {true, false})
            for (const bool positive : {true, false})
              all.push_back({outer, offset, negatives, self, mean, positive});
  return all;
}

}  // namespace

TEST_CASE("custom energy: every combination of parts is its plain double sum") {
  const Points z = 0.5 * random_points(3, 12, 71);
  for (const ContrastConfig& c : contrasts())
    for (const Index views : {1, 2, 3}) {
      INFO(name_of_choice(c.outer), ", offset ", c.offset, ", ", name_of_choice(c.negatives),
           c.self ? ", self" : "", c.mean ? ", mean" : "", c.positive ? "" : ", A = 1", ", ", views,
           " views");
      Points gradient;
      const double value = build_energy(custom(c))->evaluate({z, views}, &gradient);
      const theory::PlainSum expected = plain(c, z, views);
      CHECK(std::abs(value - expected.value) <= 1e-13 * expected.value_scale);
      CHECK((gradient - expected.gradient).cwiseAbs().maxCoeff() <=
            1e-12 * expected.gradient_scale);
    }
}

TEST_CASE("custom energy: presets are combinations of parts") {
  using Negatives = ContrastConfig::Negatives;
  const Points z = random_points(2, 12, 72);
  const std::pair<const char*, ContrastConfig> same[] = {
      {"simclr", {}},
      {"simclr-noself", {.self = false}},
      {"simclr-cross", {.negatives = Negatives::cross}},
      {"nt-xent", {.offset = 0, .self = false, .mean = false}},
      {"info-nce", {.offset = 0, .mean = false}},
      {"dcl", {.offset = 0, .negatives = Negatives::other_samples, .mean = false}},
      {"dhel", {.offset = 0, .negatives = Negatives::same_view, .mean = false}},
      {"linear", {.outer = ContrastConfig::Outer::linear}}};
  for (const auto& [preset, contrast] : same) {
    CAPTURE(preset);
    const double value = build_energy(custom(contrast))->evaluate({z, 2}, nullptr);
    CHECK(value == entry(energies(), preset).make(gauss(0.4))->evaluate({z, 2}, nullptr));
  }
}
