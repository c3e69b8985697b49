// [[energy.term]]: what is read, written again, taken over and refused.
#include <doctest/doctest.h>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/key_guide.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

std::string with_energy(const std::string& energy, const std::string& rest = "") {
  return "[data]\nkind = \"discs\"\n" + rest + "[energy]\n" + energy +
         "\n[[flow]]\nkind = \"particle\"\n";
}

const std::string two_terms =
    "preset = \"sum\"\nkernel = \"rational\"\nexponent = 3\ntemperature = 0.5\n"
    "[[energy.term]]\npreset = \"alignment\"\n"
    "[[energy.term]]\npreset = \"uniformity\"\nweight = 0.5\n"
    "[[energy.term]]\npreset = \"custom\"\nouter = \"linear\"\nweight = -2\nkernel = \"gauss\"\n"
    "temperature = 0.1\n";

RunConfig parse_sum(const std::string& text, std::vector<std::string> overrides = {}) {
  return parse_config({"run.toml", text, std::move(overrides)}, vocabulary());
}

std::string refusal_of_sum(const std::string& text, std::vector<std::string> overrides = {}) {
  try {
    parse_sum(text, std::move(overrides));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string refusal_of_term(const std::string& term, const std::string& rest = "") {
  return refusal_of_sum(with_energy("preset = \"sum\"\n[[energy.term]]\n" + term, rest));
}

void check_refusal(const std::string& told, const std::string& place, const std::string& why) {
  INFO(told);
  CHECK(told.starts_with(place));
  CHECK(told.find(why) != std::string::npos);
}

}  // namespace

TEST_CASE("energy terms: kernel, parameters and temperature are taken over unless given") {
  const EnergyConfig energy = parse_sum(with_energy(two_terms)).energy;
  REQUIRE(energy.terms.size() == 3);
  const auto& [weight, alignment] = energy.terms[0];
  CHECK(weight == 1);
  CHECK(alignment.preset == "alignment");
  const auto& [half, uniformity] = energy.terms[1];
  CHECK(half == 0.5);
  CHECK(uniformity.kernel == "rational");
  CHECK(uniformity.parameters == Parameters{{"exponent", 3}});
  CHECK(uniformity.temperature == 0.5);
  const auto& [twice, custom] = energy.terms[2];
  CHECK(twice == -2);
  CHECK(custom.kernel == "gauss");
  CHECK(custom.parameters.empty());
  CHECK(custom.temperature == 0.1);
  CHECK(custom.contrast->outer == ContrastConfig::Outer::linear);
  CHECK(least_temperature(energy, [](std::string_view) { return true; }) == 0.1);
  CHECK(least_temperature(energy, [](std::string_view) { return false; }) == 0.1);
  CHECK(least_temperature(energy, [](std::string_view p) { return p == "uniformity"; }) == 0.5);
  CHECK(terms_of(energy).size() == 3);
  const EnergyConfig single = parse_sum(with_energy("preset = \"simclr\"")).energy;
  REQUIRE(terms_of(single).size() == 1);
  CHECK(terms_of(single)[0].weight == 1);
  CHECK(&terms_of(single)[0].energy == &single);
}

TEST_CASE("energy terms: the resolved configuration is the same sum") {
  const RunConfig config = parse_sum(with_energy(two_terms));
  const std::string resolved = resolved_toml(config, vocabulary());
  CHECK(resolved_toml(parse_sum(resolved), vocabulary()) == resolved);
  CHECK(parse_sum(resolved).energy.terms[1].energy.parameters == Parameters{{"exponent", 3}});
}

TEST_CASE("energy terms: a table is given by lists or by a text, whichever is taken over") {
  const std::string
      lists = "kernel = \"table\"\ndistances = [0, 1, 2, 4]\nlog_kernel = [0, -1, -3, -9]\n",
      text = "kernel = \"table\"\nexpression = \"-s/tau\"\n";
  const auto sum = [](const std::string& whole, const std::string& term) {
    return with_energy("preset = \"sum\"\n" + whole + "[[energy.term]]\npreset = \"simclr\"\n" +
                       term);
  };
  for (const auto& [whole, term, lists_left, texts_left] :
       {std::tuple(lists, text, 0, 1), std::tuple(text, lists, 2, 0),
        std::tuple(lists, std::string(), 2, 0), std::tuple(text, std::string(), 0, 1)}) {
    const RunConfig config = parse_sum(sum(whole, term));
    const Parameters& found = config.energy.terms.at(0).energy.parameters;
    CHECK(std::ssize(found.lists) == lists_left);
    CHECK(std::ssize(found.texts) == texts_left);
    const std::string resolved = resolved_toml(config, vocabulary());
    CHECK(resolved_toml(parse_sum(resolved), vocabulary()) == resolved);
  }
}

TEST_CASE("energy terms: --set gives terms, and keys of one") {
  const EnergyConfig energy =
      parse_sum(with_energy("preset = \"simclr\""),
                {"energy.preset=sum",
                 "energy.term=[{preset=\"alignment\",weight=1},{preset=\"uniformity\",weight=0.5}]",
                 "energy.term.1.weight=0.25", "energy.term.1.kernel=student"})
          .energy;
  REQUIRE(energy.terms.size() == 2);
  CHECK(energy.terms[1].weight == 0.25);
  CHECK(energy.terms[1].energy.kernel == "student");
}

TEST_CASE("energy terms: what a sum cannot be is refused in a sentence, with file, line and key") {
  check_refusal(refusal_of_sum(with_energy("preset = \"sum\"")),
                "run.toml:3: [energy] term is missing", "1 to 8 tables [[energy.term]]");
  check_refusal(refusal_of_sum(with_energy("preset = \"sum\"\nterm = []")),
                "run.toml:5: [energy] term = []", "1 to 8 tables");
  std::string many = "preset = \"sum\"\n";
  for (int k = 0; k < 9; ++k) many += "[[energy.term]]\npreset = \"dcl\"\n";
  check_refusal(refusal_of_sum(with_energy(many)), "run.toml:", "must be 1 to 8 tables, not 9");
  check_refusal(refusal_of_sum(with_energy("preset = \"dcl\"\n[[energy.term]]\npreset = \"dcl\"")),
                "run.toml:", "term goes with preset = \"sum\", given: \"dcl\"");
  check_refusal(refusal_of_term("preset = \"sum\""),
                "run.toml:6: [energy] term 0: preset = 'sum' is a sum itself", "one energy");
  check_refusal(refusal_of_term("preset = \"uniformty\""),
                "run.toml:6: [energy] term 0: preset = 'uniformty' is not known",
                "did you mean \"uniformity\"?");
  check_refusal(refusal_of_term("weight = 1"), "run.toml:5: [energy] term 0: preset is missing",
                "");
  check_refusal(refusal_of_term("preset = \"dcl\"\nweight = 0"),
                "run.toml:7: [energy] term 0: weight = 0 must not be 0", "leave the term out");
  for (const char* number : {"nan", "inf", "-inf"})
    check_refusal(refusal_of_term(std::string("preset = \"dcl\"\nweight = ") + number),
                  "run.toml:7: [energy] term 0: weight", "must be finite");
  check_refusal(refusal_of_term("preset = \"dcl\"\nkernel = \"riesz\"\nweight = -1"),
                "run.toml:8: [energy] term 0: weight = -1 must be above 0",
                "\"riesz\" is infinite");
  CHECK(refusal_of_term("preset = \"alignment\"\nkernel = \"riesz\"\nweight = -1") == "");
  check_refusal(
      refusal_of_term("preset = \"dcl\"\nexponent = 2"),
      "run.toml:7: [energy] term 0: exponent = 2 goes with kernel = \"rational\" or \"riesz\"",
      "given: \"gauss\"");
  check_refusal(refusal_of_term("preset = \"dcl\"\naccuracy = 1e-8"),
                "run.toml:7: [energy] term 0: accuracy", "[energy] gives it");
  check_refusal(refusal_of_term("preset = \"dcl\"\nwieght = 2"),
                "run.toml:7: unknown key 'wieght' in [energy] term 0", "did you mean 'weight'?");
  check_refusal(refusal_of_term("preset = \"dcl\"\n[[energy.term.term]]\npreset = \"dcl\""),
                "run.toml:", "is for [energy] alone");
  check_refusal(refusal_of_term("preset = \"spectral\""),
                "run.toml:", "has 'spectral', which is of inner products");
  check_refusal(refusal_of_sum(with_energy("preset = \"sum\"\n[energy.term]\npreset = \"dcl\"")),
                "run.toml:", "must be an array of tables");
}

TEST_CASE("energy terms: a kernel of samples that a sum or a term lacks has file, line and key") {
  const auto sum = [](const std::string& own, const std::string& term) {
    return refusal_of_sum(with_energy("preset = \"sum\"\nkernel = \"table\"\n" + own +
                                      "[[energy.term]]\npreset = \"dcl\"\n" + term));
  };
  check_refusal(sum("", ""),
                "run.toml:6: [energy] term 0: distances is missing: kernel \"table\" is",
                "given by `distances` and `log_kernel`, or by `expression`");
  CHECK(sum("", "kernel = \"gauss\"\n") == "");
  check_refusal(sum("expression = \"-q\"\n", "kernel = \"gauss\"\n"),
                "run.toml:6: [energy] expression = '-q' has 'q' at character 2", "");
  check_refusal(sum("distances = [0, 1]\n", "kernel = \"gauss\"\n"),
                "run.toml:6: [energy] distances = [0, 1] must be 4 to 10000 distances", "");
}

TEST_CASE("energy terms: every key of a term has its guide") {
  const KeyGuide weight = key_guide("energy.term.0.weight", vocabulary());
  CHECK(weight.value == "1");
  CHECK(weight.where == "energy.preset = sum");
  CHECK(key_guide("energy.term.preset", vocabulary()).required);
  CHECK(key_guide("energy.term.outer", vocabulary()).where ==
        "energy.preset = sum and energy.term.preset = custom");
  CHECK(key_guide("energy.term", vocabulary()).type == "array of tables");
}

TEST_CASE("energy terms: a kernel's parameter cannot have the name of their keys") {
  for (const char* key : {"term", "weight"}) CHECK(is_energy_key(key));
}

TEST_CASE("energy terms: the energy that is built has the terms' kernels and weights") {
  const EnergyConfig config = parse_sum(with_energy(two_terms)).energy;
  const Points z = Points::Random(2, 8);
  double sum = 0;
  for (const auto& [weight, energy] : config.terms)
    sum += weight * build_energy(energy)->evaluate({z, 2}, nullptr);
  CHECK(build_energy(config)->evaluate({z, 2}, nullptr) == doctest::Approx(sum).epsilon(1e-15));
}
