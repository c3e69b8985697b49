// growth_rates and growth_alignment as `compare` computes them again: of honest runs of every kind
// of kernel, and planted errors in them.
#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

struct ViewRun {
  std::string flow, preset = "nt-xent", latent = "{ manifold = \"circle\" }",
                    views = "{ count = 2, transforms = [{ kind = \"noise\", scale = 0.3 }] }",
                    more = "";

  StoredRun stored() const {
    const Folder folder;
    return stored_run(
        fmt::format("data = {{ kind = \"discs\", radius = 0.3, per_class = 3 }}\nlatent = {}\n"
                    "views = {}\nenergy = {{ preset = \"{}\", temperature = 0.25 }}\n"
                    "integrator = {{ rtol = 1e-7 }}\nstop = {{ time = 1 }}\n"
                    "output = {{ frames = {{ first = 0.1, per_decade = 3 }} }}\n{}\n[[flow]]\n{}\n",
                    latent, views, preset, more, flow),
        folder);
  }
};

const std::string frozen = "kind = \"kernel\"";
const std::string network = "kind = \"network\"\nwidths = [20]";
const std::string in_space = "{ manifold = \"sphere\", dim = 3 }";

std::vector<State>& series(StoredRun& run, const char* name) {
  return run.flows.at(0).tracks.at(track_name::kernel).series.at(name);
}

}  // namespace

TEST_CASE("growing modes checks: every kind of kernel, energy, view and positives agrees") {
  const std::string by_rule =
      "{ mode = \"quadrature\", transforms = [{ kind = \"shift\", direction = [0.5, 0.2], nodes = "
      "3 }] }";
  const ViewRun runs[] = {
      {.flow = frozen},
      {.flow = network},
      {.flow = network, .preset = "dcl", .latent = "{ manifold = \"euclidean\", dim = 2 }"},
      {.flow = frozen, .preset = "simclr", .latent = in_space},
      {.flow = frozen + "\nform = \"intrinsic\"", .latent = in_space},
      {.flow = network, .latent = in_space},
      {.flow = network + "\nform = \"normalised\"", .latent = in_space},
      {.flow = frozen, .preset = "dhel"},
      {.flow = frozen, .preset = "uniformity"},
      {.flow = frozen, .preset = "simclr", .views = by_rule},
      {.flow = network, .more = "[positives]\nkind = \"labels\""},
      {.flow = frozen, .views = "{ count = 1 }"},
  };
  for (const ViewRun& run : runs) {
    INFO(run.flow, ", ", run.preset, " ", run.latent, " ", run.views, " ", run.more);
    const StoredRun stored = run.stored();
    const Report report = judge(stored);
    CHECK(verdict_of(report, "growth-rates") == Verdict::agrees);
    CHECK(verdict_of(report, "growth-alignment") == Verdict::agrees);
    CHECK(differing(stored).empty());
  }
}

TEST_CASE("growing modes checks: rates and shares that are off are seen, and nothing else") {
  using Ids = std::set<std::string>;
  for (const std::string& flow : {frozen, network}) {
    const StoredRun run = ViewRun{.flow = flow, .latent = in_space}.stored();
    const auto scaled = [&](const char* name, double factor) {
      return differing(run, [&](StoredRun& r) {
        for (State& row : series(r, name)) row *= factor;
      });
    };
    CHECK(scaled("growth_rates", 1 + 1e-6) == Ids{"growth-rates"});
    CHECK(scaled("growth_alignment", 1 - 1e-5) == Ids{"growth-alignment"});
    CHECK(scaled("growth_alignment", 3).contains("frames"));
    CHECK(differing(run, [](StoredRun& r) {
            series(r, "growth_rates")[1].reverseInPlace();
          }).contains("frames"));
  }
}

TEST_CASE("growing modes checks: an energy or a temperature of another run are seen") {
  const StoredRun run = ViewRun{.flow = frozen}.stored();
  for (const StoredRun& planted : {claiming(run, "temperature = 0.25", "temperature = 0.2501"),
                                   claiming_energy(run, "nt-xent", "dcl")})
    CHECK(differing(planted).contains("growth-rates"));
}

TEST_CASE("growing modes checks: files of before they were measured have neither") {
  const StoredRun run = ViewRun{.flow = frozen}.stored();
  const auto without = [&](std::vector<const char*> names) {
    return differing(run, [&](StoredRun& r) {
      r.schema = "1.0";
      for (const char* name : names) r.flows.at(0).tracks.at(track_name::kernel).series.erase(name);
    });
  };
  CHECK(without({"growth_rates", "growth_alignment"}).empty());
  CHECK(without({"growth_rates"}).contains("frames"));
}

TEST_CASE("growing modes checks: of fresh views they are those of the views drawn once") {
  const std::string descent =
      network + "\nintegrator = { method = \"gradient-descent\", step = 0.05 }";
  const ViewRun fresh{.flow = descent,
                      .views =
                          "{ count = 2, mode = \"fresh\", transforms = [{ kind = \"noise\", "
                          "scale = 0.3 }] }"};
  const StoredRun run = fresh.stored();
  REQUIRE(run.views.cols() == 24);
  const Report report = judge(run);
  for (const char* id : {"kernel", "growth-rates", "growth-alignment"})
    CHECK(verdict_of(report, id) == Verdict::agrees);
  CHECK(differing(run).empty());
  const auto planted = differing(run, [](StoredRun& r) { series(r, "growth_rates")[0] *= 1.001; });
  CHECK(planted == std::set<std::string>{"growth-rates"});
  CHECK(differing(run, [](StoredRun& r) { r.views *= 1.01; }).contains("growth-rates"));
  CHECK(differing(run,
                  [](StoredRun& r) {  // as files of before these were stored
                    r.schema = "1.0";
                    r.views = Points();
                    r.flows.at(0).tracks.at(track_name::kernel).series.clear();
                  })
            .empty());
}

TEST_CASE("growing modes checks: a kernel with a kink at 0 has none") {
  const Folder folder;
  StoredRun stored = stored_run(
      "data = { kind = \"discs\", radius = 0.3, per_class = 3 }\nlatent = { manifold = \"circle\" "
      "}\nenergy = { preset = \"nt-xent\", kernel = \"laplace\", temperature = 0.25 }\nstop = { "
      "time "
      "= 0.1 }\n[[flow]]\n" +
          frozen + "\n",
      folder);
  CHECK_FALSE(stored.flows.at(0).kernel().series.contains("growth_rates"));
  CHECK(differing(stored).empty());
}

TEST_CASE("growing modes checks: where no kernel plays a part its kink or pole takes none away") {
  const auto with = [](const char* kernel) {
    return ViewRun{.flow = frozen,
                   .preset = std::string("alignment\", kernel = \"") + kernel,
                   .latent = in_space}
        .stored();
  };
  const auto verdicts = [](const StoredRun& run) {
    std::map<std::string, Verdict> all;
    const Report report = judge(run);
    for (const Check& check : report.flows[0].checks) all[check.id] = check.verdict;
    all.erase("mmd");  // a measure by the kernel, whatever the energy
    return all;
  };
  StoredRun smooth = with("gauss");
  const auto expected = verdicts(smooth);
  for (const char* id : {"growth-rates", "growth-alignment", "energy"})
    CHECK(expected.at(id) == Verdict::agrees);
  for (const char* kernel : {"laplace", "riesz", "log"}) {
    CAPTURE(kernel);
    StoredRun stored = with(kernel);
    CHECK(verdicts(stored) == expected);
    CHECK(differing(stored).empty());
    for (const char* name : {"growth_rates", "growth_alignment"})
      CHECK(series(stored, name) == series(smooth, name));
  }
}
