#include <doctest/doctest.h>

#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

EnergyConfig custom(const ContrastConfig& contrast) {
  return {.preset = "custom", .contrast = contrast, .temperature = 0.4};
}

theory::PlainSum plain(const ContrastConfig& c, const Points& z, Index views) {
  return theory::plain_sum(
      {"custom", "gauss", 0.4, {c.outer == "linear", c.offset, c.negatives, c.self, c.mean}}, z,
      views);
}

std::vector<ContrastConfig> contrasts() {
  std::vector<ContrastConfig> all;
  for (const char* outer : {"log", "linear"})
    for (const double offset : {0.0, 0.3, 2.0})
      for (const char* negatives : {"all", "other_samples", "same_view", "cross"})
        for (const bool self : {true, false})
          for (const bool mean : {true, false})
            all.push_back({outer, offset, negatives, self, mean});
  return all;
}

}  // namespace

TEST_CASE("custom energy: every combination of parts is its plain double sum") {
  const Points z = 0.5 * random_points(3, 12, 71);
  for (const ContrastConfig& c : contrasts())
    for (const Index views : {1, 2, 3}) {
      INFO(c.outer, ", offset ", c.offset, ", ", c.negatives, c.self ? ", self" : "",
           c.mean ? ", mean, " : ", ", views, " views");
      Points gradient;
      const double value = build_energy(custom(c))->evaluate({z, views}, &gradient);
      const theory::PlainSum expected = plain(c, z, views);
      CHECK(std::abs(value - expected.value) <= 1e-13 * expected.value_scale);
      CHECK((gradient - expected.gradient).cwiseAbs().maxCoeff() <=
            1e-12 * expected.gradient_scale);
    }
}

TEST_CASE("custom energy: presets are combinations of parts") {
  const Points z = random_points(2, 12, 72);
  const std::pair<const char*, ContrastConfig> same[] = {
      {"simclr", {}},
      {"simclr-noself", {.self = false}},
      {"simclr-cross", {.negatives = "cross"}},
      {"nt-xent", {.offset = 0, .self = false, .mean = false}},
      {"info-nce", {.offset = 0, .mean = false}},
      {"dcl", {.offset = 0, .negatives = "other_samples", .mean = false}},
      {"dhel", {.offset = 0, .negatives = "same_view", .mean = false}},
      {"linear", {.outer = "linear"}}};
  for (const auto& [preset, contrast] : same) {
    CAPTURE(preset);
    const double value = build_energy(custom(contrast))->evaluate({z, 2}, nullptr);
    CHECK(value == entry(energies(), preset).make(gauss(0.4))->evaluate({z, 2}, nullptr));
  }
}
