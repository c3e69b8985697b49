// Runs of sums of energies: every flow is recomputed from its file, and a wrong weight is found.
#include <doctest/doctest.h>

#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string sum_run(const std::string& terms, const std::string& flow,
                    const std::string& latent = "{ manifold = \"sphere\", dim = 3 }") {
  return R"(
seed = 5
data = { kind = "discs", per_class = 3, radius = 0.3 }
views = { count = 2, transforms = [{ kind = "noise", scale = 0.1 }] }
latent = )" +
         latent + R"(
initial = { kind = "gaussian", spread = 0.4 }
energy = { preset = "sum", temperature = 0.5, term = [)" +
         terms + R"(] }
stop = { time = 3 }
output = { frames = { first = 0.1, per_decade = 6 } }
[[flow]]
)" + flow +
         "\n";
}

const std::string wang_isola =
    R"({ preset = "alignment" }, { preset = "uniformity-per-view", weight = 0.5 })";
const std::string mixed =
    R"({ preset = "nt-xent", weight = 1.3 }, { preset = "linear", kernel = "student", weight = -0.2 },
       { preset = "alignment", weight = 0.3 }, { preset = "uniformity", temperature = 2.0 })";
/// -E k(u, u+) + 2 E k(u, u-) of 12 samples of two views.
const std::string kernel_contrastive =
    R"({ preset = "custom", outer = "linear", self = false, mean = false, positive = false, weight = -1 },)"
    R"({ preset = "custom", outer = "linear", negatives = "other_samples", mean = false,)"
    R"(  positive = false, weight = 1.0909090909090909 })";
const std::string attained = R"({ preset = "simclr", weight = 2 }, { preset = "alignment" })";

const std::string of_particle = "kind = \"particle\"";
const std::string of_kernel = "kind = \"kernel\"\nactivation = \"erf\"";
const std::string of_network = "kind = \"network\"\nwidths = [9]\nactivation = \"tanh\"";

/// The energy of a flow of the right sum, with its weights changed.
std::string spoiled(std::string text, const std::string& weight, const std::string& wrong) {
  const auto at = text.find(weight);
  REQUIRE(at != std::string::npos);
  return text.replace(at, weight.size(), wrong);
}

}  // namespace

TEST_CASE("sum runs: particles, kernels and networks agree with plain sums of their terms") {
  for (const std::string& terms : {wang_isola, mixed, kernel_contrastive})
    for (const std::string& flow : {of_particle, of_kernel, of_network}) {
      INFO(terms, flow);
      const Folder folder;
      const StoredRun run = stored_run(sum_run(terms, flow), folder);
      CHECK(differing(run).empty());
      const Report report = judge(run);
      for (const char* id : {"energy", "gradient", "dissipation", "velocity"})
        CHECK(verdict_of(report, id) == Verdict::agrees);
      if (flow != of_particle) CHECK(run.flows.at(0).kernel().series.contains("growth_rates"));
    }
}

TEST_CASE("sum runs: a wrong weight, temperature, kernel or sign is found") {
  const Folder folder;
  const StoredRun run = stored_run(sum_run(mixed, of_particle), folder);
  for (const auto& [right, wrong] : {std::pair("weight = 1.3", "weight = 1.3000001"),
                                     {"weight = -0.2", "weight = 0.2"},
                                     {"temperature = 2.0", "temperature = 2.1"},
                                     {"'student'", "'gauss'"}}) {
    StoredRun claimed = run;
    for (const char* name : {"config", "resolved"}) {
      std::string& text = claimed.texts.at(name);
      std::string old = right, claim = wrong;
      if (text.find(old) == std::string::npos)
        for (std::string* word : {&old, &claim}) std::ranges::replace(*word, '\'', '"');
      text = spoiled(text, old, claim);
    }
    const std::string planted = wrong;  // no binding may be captured
    INFO(planted);
    const auto found = differing(claimed);
    CHECK(found.contains("energy"));
    CHECK(found.contains("gradient"));
    CHECK(found.contains("velocity") == (planted != "weight = 1.3000001"));  // which rounds to 1e-6
  }
}

TEST_CASE("sum runs: a sum of terms that the uniform law minimizes has a gap, and its bound") {
  const Folder folder;
  const StoredRun run = stored_run(sum_run(attained, of_particle), folder);
  CHECK(run.flows.at(0).observables.contains("energy_gap"));
  const Report report = judge(run);
  CHECK(verdict_of(report, "finite-bound") == Verdict::agrees);
  CHECK(check_of(report, "finite-bound").status == "proven");
  StoredRun low = run;
  low.flows.at(0).observables.at("energy").back() -= 5;
  CHECK(verdict_of(low, "finite-bound") == Verdict::differs);
  const Check none = check_of(stored_run(sum_run(mixed, of_particle), folder), "finite-bound");
  CHECK(none.verdict == Verdict::no_theory);
  CHECK(none.theory_text.find("weight below 0") != std::string::npos);
}

TEST_CASE("sum runs: large weights are not accused of the rounding that they bring") {
  const std::string text = R"(
data = { kind = "none", count = 24 }
latent = { manifold = "circle" }
initial = { kind = "reference", reference = "polygon", spread = 1e-10 }
stop = { time = 1e-3 }
flow = [{ kind = "particle" }]
energy = { preset = "sum", temperature = 0.7, term = [{ preset = "simclr", weight = 1e6 },
  { preset = "simclr", weight = 1e6, temperature = 0.5 }] }
)";
  const Folder folder;
  CHECK(differing(stored_run(text, folder)).empty());
}

TEST_CASE("sum runs: positives by labels, weights of views, and latents of R^d with spectral") {
  const Folder folder;
  const std::string with_labels = sum_run(wang_isola, of_network);
  const auto of_labels =
      spoiled(with_labels, "\nviews =", "\npositives = { kind = \"labels\" }\nviews =");
  CHECK(differing(stored_run(of_labels, folder)).empty());
  const std::string spectral =
      R"({ preset = "spectral", weight = 0.5 }, { preset = "dcl", weight = 0.1 })";
  CHECK(differing(stored_run(sum_run(spectral, of_kernel, "{ manifold = \"euclidean\", dim = 2 }"),
                             folder))
            .empty());
  const std::string quadrature =
      spoiled(spoiled(sum_run(attained, of_particle), "count = 2,", "mode = \"quadrature\","),
              "scale = 0.1", "scale = 0.1, nodes = 2");
  CHECK(differing(stored_run(quadrature, folder)).empty());
}

TEST_CASE("sum runs: one term of weight 1 runs as the preset does, number by number") {
  const Folder folder;
  const std::string sum = sum_run(R"({ preset = "nt-xent" })", of_network);
  const std::string preset =
      spoiled(sum, R"({ preset = "sum", temperature = 0.5, term = [{ preset = "nt-xent" }] })",
              R"({ preset = "nt-xent", temperature = 0.5 })");
  const StoredRun a = stored_run(sum, folder), b = stored_run(preset, folder);
  CHECK(a.flows.at(0).observables.at("energy") == b.flows.at(0).observables.at("energy"));
  CHECK(a.flows.at(0).positions.back() == b.flows.at(0).positions.back());
  CHECK(differing(a).empty());
}
