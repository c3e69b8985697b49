// The values of axes and the points of grids, against lists by hand; what is refused, and how.
#include "simclr_flow/sweep/grid.hpp"

#include <doctest/doctest.h>

#include <set>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

namespace {

std::vector<std::string> texts(const std::string& values) {
  std::vector<std::string> all;
  for (const AxisValue& value : parse_axis("k=" + values).values) all.push_back(value.text);
  return all;
}

/// The sentence of a refusal; empty if there is none.
template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string refused(const std::string& option) {
  return refusal([&] { parse_axis(option); });
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("axis values are those of lists by hand") {
  CHECK(texts("logspace(1e-3,1,4)") == Texts{"0.001", "0.01", "0.1", "1"});
  CHECK(texts("logspace(1,16,5)") == Texts{"1", "2", "4", "8", "16"});
  CHECK(texts("logspace(1e-2,1,5)") ==
        Texts{"0.01", "0.0316227766016838", "0.1", "0.316227766016838", "1"});
  CHECK(texts("linspace(0,1,11)") ==
        Texts{"0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"});
  CHECK(texts("linspace( 2, -2 ,3 )") == Texts{"2", "0", "-2"});
  CHECK(texts("4:7") == Texts{"4", "5", "6", "7"});
  CHECK(texts("-4:4:4") == Texts{"-4", "0", "4"});
  CHECK(texts("5:5") == Texts{"5"});
  CHECK(texts("simclr, nt-xent") == Texts{"simclr", "nt-xent"});
  CHECK(texts("0.10,1e2,.5") == Texts{"0.1", "100", "0.5"});
  CHECK(texts("[\"simclr\", 'nt-xent', 0.50, 3, true, [10, 2e1]]") ==
        Texts{"\"simclr\"", "\"nt-xent\"", "0.5", "3", "true", "[10, 20]"});
}

TEST_CASE("the ends of a space are exact whatever their digits") {
  const auto values = texts("logspace(0.12345678901234567,0.98765432109876543,3)");
  CHECK(std::stod(values.front()) == 0.12345678901234567);
  CHECK(std::stod(values.back()) == 0.98765432109876543);
}

TEST_CASE("axis values of every size are numbers to the configuration") {
  const std::string text =
      "[data]\nkind='none'\n[energy]\npreset='simclr'\n[[flow]]\nkind='particle'";
  for (const char* given : {"logspace(1e-7,1e20,28)", "linspace(1e-5,3e16,3)", "1,1e-30,.5"})
    for (const AxisValue& value : parse_axis(std::string("stop.time=") + given).values) {
      const RunConfig config =
          parse_config({"a.toml", text, {"stop.time=" + value.text}}, vocabulary());
      CHECK(config.stop.time == std::stod(value.text));
    }
}

TEST_CASE("axes that cannot be read are refused with what is allowed") {
  for (const auto& [values, why] : std::vector<std::pair<const char*, const char*>>{
           {"", "no values"},
           {"logspace(0,1,9)", "a = 0 is not above 0"},
           {"logspace(1,-1,9)", "b = -1 is not above 0"},
           {"logspace(1,2)", "3 numbers, not 2"},
           {"logspace(1,x,3)", "b = 'x' is no finite number"},
           {"linspace(0,inf,3)", "b = 'inf' is no finite number"},
           {"linspace(0,1,2.5)", "n = '2.5' is no integer"},
           {"linspace(0,1,1)", "n = 1 is not at least 2"},
           {"linspace(0,1,100001)", "more than 100000"},
           {"linspace(1,1,3)", "1 comes twice"},
           {"geomspace(1,2,3)", "no 'geomspace(...)'"},
           {"logspace(1,2,3", "'logspace(1' is neither"},
           {"4:2", "the end 2 is below the start 4"},
           {"4:9:2", "steps of 2 from 4 do not meet 9"},
           {"4:9:0", "step = 0 is not at least 1"},
           {"1:2:3:4", "two or three parts"},
           {"1:x", "b = 'x' is no integer"},
           {"-9000000000000000000:9000000000000000000", "more than 100000"},
           {"0:100000", "more than 100000"},
           {"1,,2", "a value is empty"},
           {"1,1.0", "1 comes twice"},
           {"1,nan", "'nan' is no finite number"},
           {"[1, 2", "not valid TOML"},
           {"[]", "no values"},
           {"[{a=1}]", "something else"},
           {"['a', 'a']", "a comes twice"},
           {"[1] x", "not valid TOML"}}) {
    const std::string sentence = refused(std::string("data.count=") + values);
    CAPTURE(sentence);
    CHECK(has(sentence, why));
    CHECK(has(sentence, "--over data.count="));
    CHECK(has(sentence, "allowed: key=logspace(a,b,n)"));
  }
  CHECK(has(refused("=1,2"), "key=values are expected"));
  CHECK(has(refused("logspace"), "key=values are expected"));
  CHECK(has(refused("a=1\n,2"), "one line"));
}

TEST_CASE("a grid is the product of its axes, the last moving fastest") {
  const Grid grid = parse_grid({"a.b=1,2", "c=[\"x\", \"y\", \"z\"]"}, {"d=1"});
  REQUIRE(grid.size() == 6);
  std::vector<std::string> described;
  std::set<Texts> points;
  for (Index k = 0; k < grid.size(); ++k) {
    described.push_back(grid.describe(k));
    points.insert(grid.overrides(k));
  }
  CHECK(described ==
        Texts{"a.b=1, c=x", "a.b=1, c=y", "a.b=1, c=z", "a.b=2, c=x", "a.b=2, c=y", "a.b=2, c=z"});
  CHECK(points.size() == 6);
  CHECK(grid.overrides(5) == Texts{"a.b=2", "c=\"z\""});
}

TEST_CASE("grids of one key twice, of nothing and of too many points are refused") {
  const auto grid = [](const Texts& over, const Texts& set) {
    return refusal([&] { parse_grid(over, set); });
  };
  CHECK(has(grid({"a=1,2", "b=1", "a=3"}, {}), "--over a=3: the key has an axis already"));
  CHECK(has(grid({"a=1,2", "a.b=1"}, {}), "holds the other"));
  CHECK(has(grid({"a.b=1", "a=1,2"}, {}), "holds the other"));
  CHECK(has(grid({"a=1,2"}, {"a=1"}), "--set a=1: --over a=1,2 gives the key its values"));
  CHECK(has(grid({"a=1,2"}, {"a.b=1"}), "gives the key its values"));
  CHECK(grid({"a.b=1,2"}, {"a={c=1}", "a.bc=1"}).empty());
  CHECK(has(grid({}, {}), "at least one --over"));
  CHECK(has(grid({"a=1:1000", "b=1:101"}, {}), "more than 100000 points"));
  CHECK(grid({"a=1:1000", "b=1:100"}, {}).empty());
}

TEST_CASE("shards part a grid, and overlap exactly where they share points") {
  for (Index n = 1; n <= 6; ++n)
    for (Index k = 0; k < 20; ++k) {
      Index owners = 0;
      for (Index i = 1; i <= n; ++i) owners += Shard{i, n}.has(k);
      CHECK(owners == 1);
    }
  for (Index n = 1; n <= 6; ++n)
    for (Index m = 1; m <= 6; ++m)
      for (Index i = 1; i <= n; ++i)
        for (Index j = 1; j <= m; ++j) {
          bool common = false;
          for (Index k = 0; k < 60; ++k)
            common = common || (Shard{i, n}.has(k) && Shard{j, m}.has(k));
          CHECK(Shard{i, n}.overlaps({j, m}) == common);
        }
}

TEST_CASE("shards are read as i/n") {
  const Shard shard = parse_shard("2/8");
  CHECK(shard.number == 2);
  CHECK(shard.count == 8);
  for (const char* bad :
       {"", "2", "2/", "/8", "0/8", "9/8", "-1/8", "2/8x", "2/-8", "a/b", "1/2/3"})
    CHECK(has(refusal([&] { parse_shard(bad); }), "must be i/n with 1 <= i <= n"));
}
