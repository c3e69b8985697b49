// A file whose configuration plans other sizes than its datasets have: a difference that is named,
// not checks that are left out.
#include <doctest/doctest.h>

#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string with_flow(const std::string& views, const std::string& flow) {
  return R"(
data = { kind = "mixture", clusters = 3, dim = 3, per_class = 2, test = { per_class = 1 } }
latent = { manifold = "sphere", dim = 4 }
initial = { spread = 0.3 }
energy = { preset = "simclr", temperature = 0.3 }
stop = { time = 0.5 }
output = { frames = { first = 0.1, per_decade = 2 } }
)" + views +
         "\n[[flow]]\n" + flow + "\n";
}

const std::string drawn = "views = { count = 2, transforms = [{ kind = \"noise\", scale = 0.1 }] }";
const std::string by_rule =
    "views = { mode = \"quadrature\", transforms = [{ kind = \"scaling\", nodes = 3 }] }";
const std::string network = "kind = \"network\"\nwidths = [10]";
const std::string kernel = "kind = \"kernel\"\nkernel = \"empirical\"\nwidths = [10]";

/// What `frames` says; fails the test if it agrees, or lets anything else be judged.
std::string complaint(const StoredRun& run) {
  const Report report = judge(run);
  const Check frames = check_of(report, "frames");
  CHECK(frames.verdict == Verdict::differs);
  CHECK(report.differs());
  return frames.detail;
}

}  // namespace

TEST_CASE("contradictions: sizes that the stored configuration does not plan") {
  struct Claim {
    std::string views, flow, old, claimed, said;
  };
  const Claim claims[] = {
      {drawn, network, "widths = [10]", "widths = [100]",
       "parameters/network/weights holds 80 parameters, its configuration plans 800"},
      {drawn, network, "widths = [10]", "widths = [10, 10]",
       "parameters/network/weights holds 80 parameters, its configuration plans 190"},
      {drawn, network, "widths = [10]", "output_bias = true\nwidths = [10]",
       "parameters/network/weights holds 80 parameters, its configuration plans 84"},
      {drawn, kernel, "widths = [10]", "widths = [100]",
       "parameters/kernel/start holds 80 parameters, its configuration plans 800"},
      {drawn, network, "clusters = 3", "clusters = 4",
       "data/points holds 6 points, its configuration plans 8"},
      {drawn, network, "dim = 3", "dim = 2",
       "data/points holds 3 coordinates, its configuration plans 2"},
      {drawn, network, "count = 2", "count = 3",
       "data/views holds 12 views, its configuration plans 18"},
      {by_rule, network, "nodes = 3", "nodes = 4",
       "data/view_weights holds 3 weights, its configuration plans 4"},
  };
  for (const Claim& claim : claims) {
    CAPTURE(claim.claimed);
    StoredRun run = planted_run(with_flow(claim.views, claim.flow));
    CHECK(differing(run).empty());
    // The verbatim text is one, the resolved one has each key in a line of its own.
    std::string& text = run.texts.at("config");
    text.replace(text.find(claim.old), claim.old.size(), claim.claimed);
    run.texts.at("resolved") =
        resolved_toml(parse_config({"claimed", text, {}}, vocabulary()), vocabulary());
    CHECK(complaint(run) == claim.said);
  }
}

TEST_CASE("contradictions: datasets that are gone, or of another size") {
  struct Loss {
    void (*lose)(StoredRun&);
    std::string said;
  };
  const Loss losses[] = {
      {[](StoredRun& r) { r.data = Points(); }, "data/points is missing"},
      {[](StoredRun& r) { r.labels.clear(); }, "data/labels is missing"},
      {[](StoredRun& r) { r.labels.pop_back(); },
       "data/labels holds 5 labels, its configuration plans 6"},
      {[](StoredRun& r) { r.views = Points(); }, "data/views is missing"},
      {[](StoredRun& r) { r.test_data = Points(); }, "data/test/points is missing"},
      {[](StoredRun& r) { r.test_labels.clear(); }, "data/test/labels is missing"},
      {[](StoredRun& r) { r.flows[0].weights = 0; },
       "parameters/network/weights holds 0 parameters, its configuration plans 80"},
      {[](StoredRun& r) { r.flows[0].particles = 10; },
       "particles/network/position holds 10 latents, its configuration plans 12"},
      {[](StoredRun& r) { r.flows[0].ambient_dim = 3; },
       "particles/network/position holds 3 coordinates, its configuration plans 4"},
      {[](StoredRun& r) { r.flows[0].species[0] = 1; },
       "particles/network/species are not the labels of the points, view after view"},
      {[](StoredRun& r) { r.flows[0].kind = "kernel"; },
       "parameters/network/kind is 'kernel', its configuration plans 'network'"},
      {[](StoredRun& r) { r.start = Points::Zero(4, 12); },
       "data/start is stored, and no file gave it"},
      {[](StoredRun& r) { r.flows[0].weights_clock.time[0] = 0.1; },
       "weights are not at their planned times"},
      {[](StoredRun& r) { r.flows[0].observables.erase("eta2"); }, "observable 'eta2' is missing"},
      {[](StoredRun& r) { r.flows[0].observables["energy"][1] = NAN; },
       "row 1 of observable 'energy' is not finite"},
  };
  const StoredRun honest = planted_run(with_flow(drawn, network));
  for (const Loss& loss : losses) {
    CAPTURE(loss.said);
    StoredRun run = honest;
    loss.lose(run);
    CHECK(complaint(run) == loss.said);
  }
}

TEST_CASE(
    "contradictions: a flow that failed before its first row is judged for that it says why") {
  StoredRun run = planted_run(with_flow(drawn, network));
  StoredFlow& flow = run.flows[0];
  flow.status = "failed";
  flow.reason = "no step was short enough";
  CHECK(differing(run).empty());
  flow.positions.clear();
  CHECK(judge(run).flows[0].checks.empty());
  flow.weights = 3;
  CHECK(differing(run).contains("frames"));
  flow.weights = 80;
  flow.reason.clear();
  CHECK(complaint(run) == "it failed for no reason");
}
