// Particles in one dimension keep their order: fixed steps that are too long excuse the frames
// that they are too long at, and no others.
#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// First steps that latents overshoot, of a kernel with a pole, and short ones from then on.
const std::string long_at_first =
    "data = { kind = \"none\", count = 12 }\nlatent = { manifold = \"circle\" }\n"
    "initial = { spread = 0.02 }\n"
    "energy = { preset = \"uniformity\", kernel = \"riesz\", exponent = 1.1 }\n"
    "integrator = { method = \"euler\", step = 0.001 }\nstop = { time = 5 }\n"
    "output = { frames = { first = 0.001, per_decade = 10 } }\n"
    "[[flow]]\nkind = \"particle\"\n";

void swap(StoredRun& run, std::size_t frame) {
  StoredFlow& flow = run.flows.at(0);
  std::swap(flow.angles[frame][0], flow.angles[frame][1]);
  flow.positions[frame].col(0).swap(flow.positions[frame].col(1));
}

}  // namespace

TEST_CASE("order check: where all steps are too long nothing is known") {
  const StoredRun run = planted_run(
      "data = { kind = \"none\", count = 5 }\nlatent = { manifold = \"euclidean\", dim = 1 }\n"
      "initial = { spread = 0.3 }\nseed = 30\n"
      "energy = { preset = \"uniformity\", temperature = 0.05 }\n"
      "integrator = { method = \"rk4\", step = 3.743 }\nstop = { time = 187 }\n"
      "output = { frames = { first = 37.43, per_decade = 10 } }\n[[flow]]\nkind = "
      "\"particle\"\n");
  CHECK(verdict_of(run, "order") == Verdict::no_theory);
  CHECK(check_of(run, "order").theory_text.find("steps too long") != std::string::npos);
}

TEST_CASE("order check: short steps are judged in every frame") {
  std::string text = long_at_first;
  const auto replace = [&text](const std::string& old, const std::string& by) {
    text.replace(text.find(old), old.size(), by);
  };
  replace("\"uniformity\", kernel = \"riesz\", exponent = 1.1", "\"simclr\"");
  replace("first = 0.001", "first = 0.1");
  StoredRun run = planted_run(text);
  CHECK(check_of(run, "order").quantity == "frames that break the order of the start");
  CHECK(verdict_of(run, "order") == Verdict::agrees);
  swap(run, 4);
  CHECK(verdict_of(run, "order") == Verdict::differs);
}

TEST_CASE("order check: after first steps that are too long the other frames are judged") {
  const StoredRun run = planted_run(long_at_first);
  const std::size_t frames = run.flows.at(0).positions.size();
  for (const std::size_t only : {std::size_t{0}, frames - 2}) {
    StoredRun planted = run;
    swap(planted, frames - 2);
    if (only == 0) swap(planted, frames - 1);  // and stay in the other order
    const Check check = check_of(planted, "order");
    INFO(check.quantity, " ", check.theory_text);
    CHECK(check.verdict == Verdict::differs);
  }
  const Check honest = check_of(run, "order");
  CHECK(honest.quantity.ends_with(fmt::format("of {} judged", frames - 1)));
  INFO(honest.quantity, " ", honest.theory_text);
  CHECK(honest.verdict != Verdict::differs);
  CHECK(differing(run).empty());
}
