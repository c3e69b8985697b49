// What the program tells of its keys.
#include "simclr_flow/config/key_guide.hpp"

#include <doctest/doctest.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

std::set<std::string> guided_paths() {
  std::set<std::string> paths;
  for (const KeyGuide& key : known_keys(vocabulary())) paths.insert(key.path);
  return paths;
}

/// The path of every key of a resolved configuration that is not known.
void add_unknown(const toml::table& table, const std::string& prefix,
                 const std::set<std::string>& known, std::vector<std::string>& unknown) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (!known.contains(path)) unknown.push_back(path);
    if (const auto* child = node.as_table()) add_unknown(*child, path + ".", known, unknown);
    if (const auto* array = node.as_array(); array && array->is_array_of_tables())
      for (const auto& item : *array) add_unknown(*item.as_table(), path + ".", known, unknown);
  }
}

std::vector<std::string> unknown_keys(const std::string& text,
                                      const std::set<std::string>& known = guided_paths()) {
  const RunConfig config = parse_config({"run.toml", text, {}}, vocabulary());
  std::vector<std::string> unknown;
  add_unknown(toml::parse(resolved_toml(config, vocabulary())), "", known, unknown);
  return unknown;
}

const std::vector<std::string> configurations{
    "[data]\nkind = \"mixture\"\n[views]\nmode = \"quadrature\"\ntransforms = [{ kind = \"noise\" "
    "}]\n"
    "[energy]\npreset = \"custom\"\n[[flow]]\nkind = \"kernel\"\nkernel = \"empirical\"\n",
    "[data]\nkind = \"hdf5\"\nfile = \"a\"\npoints = \"p\"\n[energy]\npreset = \"dcl\"\n"
    "[integrator]\nmethod = \"gradient-descent\"\nrule = \"adam\"\n[[flow]]\nkind = \"network\"\n"
    "activation = \"leaky_relu\"\n[output]\nframes = { spacing = \"linear\" }\n"
    "weights = { spacing = \"steps\" }\npairs = { spacing = \"linear\" }\n",
    "[data]\nkind = \"idx\"\nimages = \"a\"\nlabels = \"b\"\n[views]\ntransforms = [{ kind = "
    "\"blur\" }, "
    "{ kind = \"crop\" }, { kind = \"flip\" }, { kind = \"rotation\", degrees = 1 }]\n"
    "[initial]\nkind = \"reference\"\nreference = \"polygon\"\n[energy]\npreset = \"simclr\"\n"
    "[study]\nkinds = [\"clustered\", \"reference\"]\n",
    "[data]\nkind = \"none\"\n[latent]\nmanifold = \"box\"\nsides = [1.0]\n"
    "[energy]\npreset = \"simclr\"\n[study]\n"};

}  // namespace

TEST_CASE("key guide: every key of a resolved configuration has its sentence") {
  for (const std::string& text : configurations)
    CHECK_MESSAGE(unknown_keys(text).empty(), unknown_keys(text).front());
  for (const KeyGuide& key : known_keys(vocabulary())) {
    CAPTURE(key.path);
    CHECK(key.sentence.size() > 10);
    CHECK_FALSE(key.sentence.ends_with('.'));
  }
}

TEST_CASE("key guide: a key that the walk does not meet is noticed") {
  std::set<std::string> without = guided_paths();
  REQUIRE(without.erase("flow.widths") == 1);
  CHECK(unknown_keys(configurations[0], without) == std::vector<std::string>{"flow.widths"});
}

TEST_CASE("key guide: a key comes with its range, its default and what it goes with") {
  const KeyGuide temperature = key_guide("energy.temperature", vocabulary());
  CHECK(temperature.type == "number");
  CHECK(temperature.value == "0.2");
  CHECK(temperature.allowed == "at least 0.0001 and at most 10000");
  CHECK(temperature.where.empty());
  const KeyGuide widths = key_guide("flow.0.widths", vocabulary());
  CHECK(widths.value == "[200]");
  CHECK(widths.where ==
        "flow.kind = kernel or network and flow.kernel = empirical where there is one");
  const KeyGuide clusters = key_guide("data.clusters", vocabulary());
  CHECK(clusters.value == "8 (ring), 2 (annuli), 4 (mixture)");
  CHECK(key_guide("data.radius", vocabulary()).value == "0.2 (discs, boxes), 1 (ring)");
  CHECK(key_guide("data.per_class", vocabulary()).allowed.find("at least 0") != std::string::npos);
  CHECK(key_guide("data.kind", vocabulary()).required);
  CHECK(key_guide("data.file", vocabulary()).required);
  CHECK_FALSE(key_guide("data.labels", vocabulary()).required);
  CHECK(key_guide("latent.sides", vocabulary()).where == "latent.manifold = box");
  CHECK(key_guide("flow.integrator.momentum", vocabulary()).where ==
        "flow.integrator.method = gradient-descent and flow.integrator.rule = momentum");
}

TEST_CASE("key guide: a path that is no key is told the likely one") {
  const auto refusal = [](const std::string& path) -> std::string {
    try {
      key_guide(path, vocabulary());
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal("energy.temprature").find("did you mean energy.temperature?") != std::string::npos);
  CHECK(
      refusal("temperature").find("did you mean energy.temperature or energy.term.temperature?") !=
      std::string::npos);
  CHECK(refusal("").find("there is no key ''") != std::string::npos);
}

TEST_CASE("key guide: every path for --set has a value, and tables of arrays their number") {
  const std::vector<std::string> paths = settable_keys(vocabulary());
  for (const char* path : {"flow.0.widths", "energy.term.0.preset", "energy.preset", "flow",
                           "views.transforms.0.kind", "flow.0.stop.plateau.drop"})
    CHECK_MESSAGE(std::ranges::count(paths, path) == 1, path);
  for (const char* path : {"stop", "flow.widths", "flow.0"})
    CHECK_MESSAGE(std::ranges::count(paths, path) == 0, path);
  // A search walks through all keys: each tenth path shows that a listed one is found.
  for (std::size_t k = 0; k < paths.size(); k += 10)
    CHECK_NOTHROW(key_guide(paths[k], vocabulary()));
}
