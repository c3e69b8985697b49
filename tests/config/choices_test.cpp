#include <doctest/doctest.h>
#include <fmt/format.h>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/choice.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

RunConfig parsed(const std::string& parts) {
  return parse_config(
      {"a.toml",
       fmt::format("data = {{ kind = \"none\" }}\nlatent = {{ manifold = \"circle\" }}\n"
                   "study = {{}}\nenergy = {{ preset = \"custom\"{} }}\n",
                   parts),
       {}},
      vocabulary());
}

}  // namespace

TEST_CASE("choices: each is read by its name and written by it, and no two are one") {
  const Vocabulary names = vocabulary();
  for (const auto& [outer, outer_name] : choices(ContrastConfig::Outer{}))
    for (const auto& [negatives, name] : choices(ContrastConfig::Negatives{})) {
      CAPTURE(outer_name);
      CAPTURE(name);
      const RunConfig config =
          parsed(fmt::format(", outer = \"{}\", negatives = \"{}\"", outer_name, name));
      REQUIRE(config.energy.contrast);
      CHECK(config.energy.contrast->outer == outer);
      CHECK(config.energy.contrast->negatives == negatives);
      const std::string written = resolved_toml(config, names);
      CHECK(written.find(fmt::format("outer = '{}'", outer_name)) != std::string::npos);
      CHECK(written.find(fmt::format("negatives = '{}'", name)) != std::string::npos);
      const RunConfig again = parse_config({"b.toml", written, {}}, names);
      CHECK(again.energy.contrast->outer == outer);
      CHECK(again.energy.contrast->negatives == negatives);
    }
  CHECK(names_of_choices<ContrastConfig::Negatives>() ==
        std::vector<std::string>{"all", "other_samples", "same_view", "cross"});
}

TEST_CASE("choices: what is not given is the default, what is unknown is refused with the names") {
  CHECK(parsed("").energy.contrast->outer == ContrastConfig::Outer::log);
  CHECK(parsed("").energy.contrast->negatives == ContrastConfig::Negatives::all);
  CHECK_THROWS_WITH_AS(parsed(", negatives = \"others\""), doctest::Contains("other_samples"),
                       InputError);
  CHECK_THROWS_WITH_AS(parsed(", outer = \"sqrt\""), doctest::Contains("linear"), InputError);
  CHECK_THROWS_AS(choice_of_name<ContrastConfig::Outer>("sqrt"), std::logic_error);
}
