#include <doctest/doctest.h>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

const std::string minimal =
    "[data]\nkind = \"discs\"\n[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n";

const std::string fresh =
    "[views]\nmode = \"fresh\"\ntransforms = [{ kind = \"shift\", direction = [1, 1] }]\n";

RunConfig parse(const std::string& text, std::vector<std::string> overrides = {}) {
  return parse_config({"run.toml", text, std::move(overrides)}, vocabulary());
}

/// The message that a configuration is refused with.
std::string refusal(const std::string& text, std::vector<std::string> overrides = {}) {
  try {
    parse(text, std::move(overrides));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("config: every key but the kinds has a default") {
  const RunConfig config = parse(minimal);
  CHECK(config.seed == 1);
  CHECK(config.latent.manifold == "circle");
  CHECK(config.flows.at(0).name == "particle");
  CHECK(config.flows.at(0).integrator.method == "bdf");
}

TEST_CASE("config: the resolved configuration has every number in its fewest digits") {
  const std::string resolved = resolved_toml(
      parse("title = \"it's 0.10000000000000001\"\n" + minimal,
            {"energy.temperature=0.1", "stop.time=1e6", "views.count=2",
             "views.transforms=[{ kind = 'shift', direction = [1, 0.3], scale = 1e-300 }]"}),
      vocabulary());
  for (const char* line : {"temperature = 0.1\n", "time = 1000000.0\n", "rtol = 1e-09\n",
                           "direction = [1.0, 0.3]\n", "scale = 1e-300\n"})
    CHECK(resolved.find(line) != std::string::npos);
  const RunConfig again = parse(resolved);
  CHECK(again.title == "it's 0.10000000000000001");
  CHECK(again.energy.temperature == 0.1);
}

TEST_CASE("config: integers may be written as 1e7, where they are whole") {
  CHECK(parse(minimal, {"integrator.max_steps=1e7"}).integrator.max_steps == 10'000'000);
  CHECK(refusal(minimal, {"integrator.max_steps=1.5"}).find("must be an integer") !=
        std::string::npos);
  CHECK(refusal(minimal, {"integrator.max_steps=1e300"}).find("must be an integer") !=
        std::string::npos);
  CHECK(refusal(minimal, {"integrator.max_steps=-1e3"}).find("max_steps") != std::string::npos);
}

TEST_CASE("config: the resolved configuration resolves to itself") {
  for (const std::string& text :
       {minimal, minimal + "[[flow]]\nkind = \"kernel\"\nname = \"k\"\nactivation = "
                           "\"leaky_relu\"\nintegrator = { rtol = 1e-5 }\n[views]\ncount = 2\n"
                           "transforms = [{ kind = \"shift\", direction = [1, 1] }]\n"}) {
    const std::string resolved = resolved_toml(parse(text), vocabulary());
    CHECK(resolved_toml(parse(resolved), vocabulary()) == resolved);
  }
}

TEST_CASE("config: a flow overrides single keys of the run's integrator and stop") {
  const RunConfig config = parse("[integrator]\nmethod = \"rk4\"\nrtol = 1e-4\n[stop]\ntime = 7\n" +
                                 minimal + "integrator = { rtol = 1e-3 }\n");
  CHECK(config.flows[0].integrator.method == "rk4");
  CHECK(config.flows[0].integrator.rtol == 1e-3);
  CHECK(config.flows[0].stop.time == 7);
}

TEST_CASE(
    "config: particles may go beside fresh views, and an inherited batch is a descent's only") {
  const RunConfig config =
      parse("[integrator]\nmethod = \"gradient-descent\"\nbatch = 8\n" + fresh + minimal +
            "integrator = { method = \"bdf\" }\n[[flow]]\nkind = \"network\"\n");
  CHECK(config.flows[0].integrator.batch == 0);
  CHECK(config.flows[1].integrator.batch == 8);
  CHECK(config.views.mode == ViewsConfig::Mode::fresh);
}

TEST_CASE("config: --set reads TOML values, bare words and places in arrays") {
  const RunConfig config =
      parse(minimal, {"energy.temperature=0.5", "title=two words", "flow.0.name=free",
                      "latent.manifold=\"sphere\"", "latent.dim=3"});
  CHECK(config.energy.temperature == 0.5);
  CHECK(config.title == "two words");
  CHECK(config.flows[0].name == "free");
  CHECK(config.latent.dim == 3);
  CHECK(refusal(minimal, {"energy.temperature=-1"}) ==
        "run.toml with --set: [energy] temperature = -1 must be at least 0.0001 and at most 10000");
  CHECK(refusal(minimal, {"seed"}).find("expected key=value") != std::string::npos);
}

TEST_CASE("config: --set into an array of tables is told the paths that have their numbers") {
  const std::string two = minimal + "[[flow]]\nkind = \"network\"\n";
  const std::pair<std::string, std::string> cases[] = {
      {"flow.widths=[5]", "there are 2 tables [[flow]]: write flow.0.widths or flow.1.widths"},
      {"flow.network.widths=[5]", "write flow.0.widths or flow.1.widths"},
      {"flow.3.name=x", "write flow.0.name or flow.1.name"},
      {"flow.1={kind=\"kernel\"}", "write flow.0.KEY or flow.1.KEY"},
      {"energy.preset.x=1", "'energy.preset' is no table: it has no keys"},
      {"network.slope=1", "unknown key 'network'; for its 'slope' there is flow.0.slope;"},
      {"widths=[5]", "unknown key 'widths'"},
      {"widths=[5]", "of that name there is data.widths, flow.0.widths"}};
  for (const auto& [option, told] : cases)
    CHECK_MESSAGE(refusal(two, {option}).find(told) != std::string::npos, refusal(two, {option}));
  const std::string none = "[data]\nkind = \"discs\"\n[energy]\npreset = \"simclr\"\n";
  CHECK(refusal(none, {"flow.0.kind=particle"}).find("or --set 'flow=[{...}]'") !=
        std::string::npos);
}

TEST_CASE("config: a key of another setting is told which, and what was chosen instead") {
  const auto with_data = [](const std::string& keys) {
    return "[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n[data]\n" + keys;
  };
  const auto with_flow = [](const std::string& keys) { return minimal + "[[flow]]\n" + keys; };
  const std::pair<std::string, const char*> cases[] = {
      {with_flow("kind = \"network\"\nslope = 0.1"),
       "run.toml:9: [[flow]] 1: slope = 0.1 goes with activation = \"leaky_relu\", given: "
       "\"tanh\""},
      {with_flow("kind = \"kernel\"\nwidths = [5]"),
       "widths = [5] goes with kernel = \"empirical\", given: \"infinite-width\""},
      {minimal + "widths = [5]", "widths = [5] goes with kind = \"kernel\" or \"network\", given:"},
      {with_data("kind = \"discs\"\ngap = 1"),
       "run.toml:7: [data] gap = 1 goes with kind = \"half-gaussians\", given: \"discs\""},
      {with_data("kind = \"discs\"\ntest = { file = \"x\" }"), "goes with data.kind = \"csv\" or"},
      {minimal + "[integrator]\nmomentum = 0.5",
       "momentum = 0.5 goes with method = \"gradient-descent\", given: \"bdf\", and with rule = "
       "\"momentum\""},
      {minimal + "[output]\nframes = { spacing = \"linear\", first = 1 }",
       "first = 1 goes with spacing = \"log\", given: \"linear\""},
      {minimal + "[output]\nframes = { spacing = \"linear\", interval = 1, count = 2 }",
       "count = 2 is told by interval"},
      {minimal + "[output]\npairs = { spacing = \"linear\", interval = 1, count = 2 }",
       "count = 2 is told by interval"},
      {minimal + "[latent]\nmanifold = \"box\"\nsides = [1]\ndim = 1",
       "dim = 1 goes with manifold = "},
      {minimal + "[study]\nkinds = [\"uniform\", \"initial\"]\nclusters = 3",
       "clusters = 3 goes with kinds = \"clustered\", given: \"uniform\", \"initial\""}};
  for (const auto& [text, told] : cases)
    CHECK_MESSAGE(refusal(text, {}).find(told) != std::string::npos, refusal(text, {}));
}

TEST_CASE("config: refusals name file, line, key, value and what is allowed") {
  const auto with = [](const std::string& section) { return minimal + section; };
  const std::pair<std::string, const char*> cases[] = {
      {with("temprature = 1\n"), "run.toml:7: unknown key 'temprature' in [[flow]] 0; allowed"},
      {"[data]\nkind = \"discs\"\nradios = 1\n" + minimal.substr(21),
       "run.toml:3: unknown key 'radios' in [data], did you mean 'radius'?"},
      {with("[latent]\nmanifold = \"sphre\"\n"),
       "run.toml:8: [latent] manifold = 'sphre' is not known; did you mean \"sphere\"?"},
      {with("[stop]\ntime = \"soon\"\n"),
       "run.toml:8: [stop] time = 'soon' must be a number, not a string"},
      {with("[stop]\ntime = nan\n"), "run.toml:8: [stop] time = nan must be finite"},
      {with("[stop]\ntime = inf\n"), "must be finite"},
      {with("[stop]\ntime = 0\n"), "must be above 0"},
      {with("[views]\ncount = 1.5\n"), "must be an integer, not a number"},
      {with("[views]\ncount = 0\n"), "must be at least 1"},
      {with("[views]\nmode = \"new\"\n"), "allowed: fixed, fresh"},
      {with("[views]\nmode = \"fresh\"\n"), "run.toml:8: [views] mode = 'fresh' needs transforms"},
      {with("[integrator]\nbatch = 8\n"),
       "run.toml:8: [integrator] batch = 8 needs method \"gradient-descent\", not \"bdf\""},
      {with("[integrator]\nmethod = \"gradient-descent\"\nbatch = 1\n"),
       "run.toml:9: [integrator] batch = 1 must be at least 2"},
      {with("[integrator]\nmethod = \"gradient-descent\"\nbatch = 8\n"),
       "run.toml:6: [[flow]] 0: kind = 'particle' has no minibatches, but integrator batch is 8"},
      {with(fresh + "[[flow]]\nkind = \"network\"\n"),
       "run.toml:11: [[flow]] 1: kind = 'network' needs integrator method \"gradient-descent\", "
       "not "
       "\"bdf\", as [views] mode is \"fresh\""},
      {with(fresh + "[[flow]]\nkind = \"kernel\"\n"),
       "run.toml:11: [[flow]] 1: kind = 'kernel' is frozen at fixed views"},
      {with("centered = true\n"),
       "run.toml:7: [[flow]] 0: centered = true goes with kind = \"network\", given: "
       "\"particle\""},
      {with("[latent]\nmanifold = \"sphere\"\ndim = 1\n"), "must be at least 2"},
      {with("[latent]\ndim = 3\n"), "must be 2"},
      {with("[[flow]]\nkind = \"particle\"\n"), "is the name of two flows"},
      {with("name = \"a/b\"\n"), "letters, digits"},
      {with("[[flow]]\nkind = \"network\"\nwidths = []\n"), "at least one hidden layer"},
      {with("[[flow]]\nkind = \"kernel\"\nhidden_layers = 0\n"), "hidden_layers"},
      {with("[initial]\nkind = \"uniform\"\n[latent]\nmanifold = \"euclidean\"\n"),
       "needs a compact manifold"},
      {"[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n",
       "run.toml: [data] kind is missing; allowed: discs, boxes, ring, annuli, half-gaussians, "
       "mixture, idx, csv, npy, hdf5, none"},
      {"[data]\nkind = \"discs\"\n[energy]\npreset = \"simclr\"\n", "at least one [[flow]]"},
      {"[data]\nkind = \"none\"\n[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"network\"\n",
       "needs data"},
      {"[data\n", "run.toml:1: not valid TOML"},
      {"[data]\nkind = \"discs\"\n[enery]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n",
       "run.toml:3: unknown key 'enery', did you mean 'energy'?"},
      {"[data]\nknd = \"discs\"\n",
       "run.toml:2: unknown key 'knd' in [data], did you mean 'kind'?"},
      {"[data]\nkind = \"discs\"\n[energy]\npreset = \"simclr\"\n[flow]\nkind = \"particle\"\n",
       "write [[flow]]"},
      {"title = \"two\\nlines\"\n" + minimal, "control characters"},
      {minimal + "[stop]\ntime = -9007199254740993\n", "must be above 0"},
  };
  for (const auto& refused : cases) {
    const auto& text = refused.first;
    const auto& expected = refused.second;
    const std::string message = refusal(text);
    INFO(message, " -- expected: ", expected);
    CHECK(message.find(expected) != std::string::npos);
  }
}

TEST_CASE("config: integers that no double holds are read as their nearest double") {
  CHECK(parse(minimal, {"stop.time=9007199254740993"}).stop.time == 9007199254740992.0);
  CHECK(parse(minimal, {"seed=9223372036854775807"}).seed == 9223372036854775807u);
  CHECK(refusal(minimal, {"title=\xff\xfe"}).find("not valid TOML") != std::string::npos);
}

TEST_CASE("config: the nearest name, or none") {
  CHECK(nearest("temprature", {"time", "temperature", "preset"}) == "temperature");
  CHECK(nearest("xyzzy", {"time", "temperature"}).empty());
}

TEST_CASE("config: output times run from 0 to the stop time, 20 a decade by default") {
  const auto times = output_times({}, 1e6);
  CHECK(times.front() == 0);
  CHECK(times[1] == 1e-2);
  CHECK(times[21] == doctest::Approx(0.1).epsilon(1e-14));
  CHECK(times.back() == 1e6);
  CHECK(times.size() == 162);
  CadenceConfig cadence{.spacing = CadenceConfig::Spacing::linear};
  cadence.count = 4;
  CHECK(output_times(cadence, 1) == std::vector<double>{0, 0.25, 0.5, 0.75, 1});
  cadence.interval = 0.4;
  CHECK(output_times(cadence, 1) == std::vector<double>{0, 0.4, 0.8, 1});
  CHECK(output_times({.spacing = CadenceConfig::Spacing::steps}, 1) == std::vector<double>{0, 1});
  CHECK(output_times({.spacing = CadenceConfig::Spacing::ends}, 1) == std::vector<double>{0, 1});
  CHECK(output_times({}, 1e-3) == std::vector<double>{0, 1e-3});
}

TEST_CASE("config: pairs of times, each a share of the way to the next") {
  PairsConfig pairs{.first = 1, .per_decade = 1, .apart = 0.1};
  CHECK(pair_times(pairs, 50) == std::vector<double>{0, 0.1, 1, 1 + 0.1 * 9, 10, 10 + 0.1 * 90});
  CHECK(pair_times(pairs, 15) == std::vector<double>{0, 0.1, 1, 1 + 0.1 * 9, 10});  // later ones
  CHECK(pair_times(pairs, 0.05) == std::vector<double>{0});  // do not depend on the end
  pairs.spacing = PairsConfig::Spacing::linear;
  pairs.count = 2;
  CHECK(pair_times(pairs, 10) == std::vector<double>{0, 0.5, 5, 5.5});
  pairs.interval = 4;
  CHECK(pair_times(pairs, 10) == std::vector<double>{0, 0.4, 4, 4.4, 8, 8.4});
  pairs.spacing = PairsConfig::Spacing::none;
  CHECK(pair_times(pairs, 10).empty());
  const OutputConfig output;
  CHECK(planned_pairs(output, {}, false, 10).empty());
  CHECK(planned_pairs(output, {}, true, largest_paired_state + 1).empty());
  CHECK(planned_pairs(output, {}, true, 10).size() == 34);
}

TEST_CASE("config: keys of data are those of their kind, with defaults of their own") {
  const auto with_data = [](const std::string& keys) {
    return "[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n[data]\n" + keys;
  };
  CHECK(parse(with_data("kind = \"ring\"")).data.clusters == 8);
  CHECK(parse(with_data("kind = \"ring\"")).data.radius == 1);
  CHECK(parse(with_data("kind = \"discs\"")).data.radius == 0.2);
  CHECK(parse(with_data("kind = \"csv\"\nfile = \"x\"")).data.per_class == 0);
  CHECK(parse(with_data("kind = \"half-gaussians\"")).data.spread == 1);
  for (const char* keys :
       {"kind = \"mixture\"\ncentres = [[1, 2.5], [3, 4]]", "kind = \"mixture\"\nshuffle = true",
        "kind = \"csv\"\nfile = \"x\"\nlabel_column = \"c\"\n[data.test]\nfile = \"y\"",
        "kind = \"hdf5\"\nfile = \"x\"\npoints = \"p\"\nlabels = \"l\"\n"
        "[data.test]\npoints = \"q\"\nlabels = \"m\"",
        "kind = \"idx\"\nimages = \"i\"\nlabels = \"l\"\nclasses = [7, 3]",
        "kind = \"annuli\"\nstandardise = true\n[data.test]\nper_class = 3"}) {
    const std::string resolved = resolved_toml(parse(with_data(keys)), vocabulary());
    CHECK(resolved_toml(parse(resolved), vocabulary()) == resolved);
  }
  CHECK(refusal(with_data("kind = \"boxes\"\nclusters = 3"))
            .find("goes with kind = \"ring\" or \"annuli\" or \"mixture\", given: \"boxes\"") !=
        std::string::npos);
}

TEST_CASE("config: test files have what they leave out from the data's own") {
  const auto test_of = [](const std::string& keys) {
    return parse("[energy]\npreset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n[data]\n" + keys)
        .data.test.files;
  };
  const std::string csv = "kind = \"csv\"\nfile = \"x\"\nlabel_column = \"c\"\n[data.test]\n";
  CHECK(test_of(csv + "file = \"y\"").label_column == "c");
  CHECK(test_of(csv + "file = \"y\"\nlabels = \"l\"").label_column.empty());
  CHECK(test_of(csv + "per_class = 2").file.empty());
  const std::string hdf5 = "kind = \"hdf5\"\nfile = \"x\"\npoints = \"p\"\nlabels = \"l\"\n";
  const DataFiles other_file = test_of(hdf5 + "[data.test]\nfile = \"y\"");
  CHECK(other_file.points == "p");
  CHECK(other_file.labels == "l");
  const std::string other_points = hdf5 + "[data.test]\npoints = \"q\"";
  CHECK(test_of(other_points + "\nlabels = \"m\"").file == "x");
  // Those of p are not those of q.
  CHECK_THROWS_WITH_AS(test_of(other_points), doctest::Contains("labels is missing"), InputError);
}
