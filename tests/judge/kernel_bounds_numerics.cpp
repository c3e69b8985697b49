// Bounds and references of other kernels than gauss: honest flows of particles, planted errors.
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

StoredRun particles_of(const char* preset, const char* kernel, int count) {
  const Folder folder;
  std::string text = ParticleRun{.preset = preset,
                                 .manifold = "sphere",
                                 .dim = 3,
                                 .count = count,
                                 .temperature = 0.5,
                                 .time = 1e5,
                                 .initial = "kind = \"uniform\""}
                         .toml();
  text.replace(text.find("[energy]\n"), 9, fmt::format("[energy]\nkernel = {}\n", kernel));
  return stored_run(text, folder);
}

}  // namespace

TEST_CASE("kernel bounds: particles end at what is proven, and nothing is below") {
  const std::pair<const char*, const char*> cases[] = {{"linear", "\"riesz\"\nexponent = 1"},
                                                       {"linear", "\"log\""},
                                                       {"dcl", "\"riesz\"\nexponent = 2"},
                                                       {"simclr", "\"imq\""},
                                                       {"nt-xent", "\"student\""},
                                                       {"info-nce", "\"laplace\""}};
  for (const auto& [preset, kernel] : cases) {
    CAPTURE(preset);
    CAPTURE(kernel);
    StoredRun run = particles_of(preset, kernel, 4);
    const Report honest = judge(run);
    for (const char* id : {"finite-bound", "reference"}) {
      CHECK(verdict_of(honest, id) == Verdict::agrees);
      CHECK(check_of(honest, id).status == "proven");
    }
    CHECK(check_of(honest, "reference").quantity.find("tetrahedron") != std::string::npos);
    run.flows[0].observables.at("energy").back() -= 1e-9;
    const Report below = judge(run);
    CHECK(verdict_of(below, "finite-bound") == Verdict::differs);
    CHECK(verdict_of(below, "reference") == Verdict::differs);
  }
}

TEST_CASE("kernel bounds: Thomson's problem by name, proven or lowest known") {
  const std::pair<int, const char*> solids[] = {
      {5, "triangular bipyramid"}, {7, "pentagonal bipyramid"}, {12, "icosahedron"}};
  for (const auto& [count, name] : solids) {
    CAPTURE(name);
    StoredRun run = particles_of("linear", "\"riesz\"\nexponent = 1", count);
    const Report honest = judge(run);
    CHECK(verdict_of(honest, "finite-bound") == Verdict::agrees);
    const Check end = check_of(honest, "reference");
    CHECK(end.verdict == Verdict::agrees);
    CHECK(end.quantity.find(name) != std::string::npos);
    CHECK(end.status == (count == 7 ? "numerical" : "proven"));
    run.flows[0].observables.at("energy").back() -= 1e-9;
    CHECK(verdict_of(run, "reference") == Verdict::differs);
  }
}
