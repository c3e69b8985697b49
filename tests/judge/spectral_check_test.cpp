// spectral_alignment as `compare` computes it again: of honest runs by every law of views, and
// planted errors in it.
#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

StoredRun stored(const std::string& transforms, const std::string& mode = "fixed",
                 const std::string& flow = "{ kind = \"particle\" }") {
  const Folder folder;
  return stored_run(
      fmt::format("data = {{ kind = \"discs\", radius = 0.3, per_class = 3 }}\nlatent = {{ "
                  "manifold = \"circle\" }}\nviews = {{ count = {}, mode = \"{}\", transforms = "
                  "[{}] }}\nenergy = {{ preset = \"simclr\" }}\nstop = {{ time = 1 }}\noutput = "
                  "{{ frames = {{ first = 0.1, per_decade = 3 }} }}\nflow = [{}]\n",
                  mode == "quadrature" ? 0 : 2, mode, transforms, flow),
      folder);
}

const std::string noise = "{ kind = \"noise\", scale = 0.25 }";
const std::string ball = "{ kind = \"ball\", radius = 0.5 }";
const std::string scaling = "{ kind = \"scaling\", low = 0.8, high = 1.2 }";

std::vector<double>& series(StoredRun& run) {
  return run.flows.at(0).observables.at("spectral_alignment");
}

/// The check of the file's graph.
const Check& graph_check(const Report& report) {
  const auto found = std::ranges::find(report.checks, "view-graph", &Check::id);
  REQUIRE(found != report.checks.end());
  return *found;
}

}  // namespace

TEST_CASE("spectral checks: views with a density have it, fresh ones and those of a rule too") {
  const std::string descent =
      "{ kind = \"network\", widths = [5], integrator = { method = \"gradient-descent\", step = "
      "0.1 } }";
  const std::string rule = "{ kind = \"noise\", scale = 0.25, nodes = 2 }";
  for (const StoredRun& run :
       {stored(noise), stored(ball), stored(scaling + ", " + noise), stored(scaling + ", " + ball),
        stored(rule, "quadrature"), stored(noise, "fresh", descent)}) {
    const Report report = judge(run);
    CHECK(verdict_of(report, "spectral-alignment") == Verdict::agrees);
    CHECK(graph_check(report).verdict == Verdict::agrees);
    CHECK(differing(run).empty());
  }
}

TEST_CASE("spectral checks: views without one have none") {
  for (const std::string& transforms :
       {std::string(), std::string("{ kind = \"shift\", direction = [1, 1] }"),
        noise + ", " + scaling, noise + ", " + noise, ball + ", " + noise,
        std::string("{ kind = \"noise\", scale = 0.25, draw = \"batch\" }"),
        std::string("{ kind = \"noise\", scale = 0.25, coordinates = [0] }"),
        std::string("{ kind = \"scaling\", low = -1, high = 1 }")}) {
    StoredRun run = stored(transforms);
    CHECK_FALSE(run.flows.at(0).observables.contains("spectral_alignment"));
    CHECK(differing(run).empty());
    CHECK(std::ranges::count(judge(run).checks, "view-graph", &Check::id) == 0);
    run.flows.at(0).observables["spectral_alignment"] = run.flows.at(0).observable("energy");
    CHECK(differing(run).contains("frames"));
  }
}

TEST_CASE("spectral checks: a share that is off, other noise, another seed are seen") {
  using Ids = std::set<std::string>;
  const StoredRun run = stored(noise);
  CHECK(differing(run, [](StoredRun& r) { series(r)[2] *= 1 + 1e-6; }) ==
        Ids{"spectral-alignment"});
  CHECK(differing(run, [](StoredRun& r) { series(r)[1] = std::nan(""); }).contains("frames"));
  CHECK(differing(claiming(run, "scale = 0.25", "scale = 0.75")).contains("spectral-alignment"));
}

TEST_CASE("spectral checks: views that do not tell samples apart have no mode, and a share of 0") {
  StoredRun run = stored("{ kind = \"ball\", radius = 1e9 }");
  CHECK(series(run) == std::vector<double>(series(run).size(), 0));
  const Check check = check_of(run, "spectral-alignment");
  CHECK(check.verdict == Verdict::agrees);
  CHECK(check.detail.find("no mode") != std::string::npos);
  series(run)[1] = 0.1;
  CHECK(verdict_of(run, "spectral-alignment") == Verdict::differs);
}
