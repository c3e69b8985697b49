// Files of before some settings and measures were there.
#include <doctest/doctest.h>

#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

const char* const network_on_sphere = R"(
data = { kind = "discs", per_class = 5 }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr", temperature = 0.5 }
stop = { time = 1 }
output = { frames = { spacing = "log", first = 0.1, per_decade = 3 } }
[[flow]]
kind = "network"
widths = [10]
form = "normalised"
[[flow]]
kind = "kernel"
kernel = "empirical"
widths = [10]
)";

/// The text without its lines that hold `words`; the first `most` of them.
std::string without_lines(const std::string& text, const std::string& words, int most) {
  std::istringstream lines(text);
  std::string left;
  for (std::string line; std::getline(lines, line);)
    if (line.find(words) == std::string::npos || most-- <= 0) left += line + "\n";
  return left;
}

int differences(const StoredRun& run) {
  const Report report = judge(run);
  int count = int(std::ranges::count(report.checks, Verdict::differs, &Check::verdict));
  for (const FlowReport& flow : report.flows)
    count += int(std::ranges::count(flow.checks, Verdict::differs, &Check::verdict));
  return count;
}

}  // namespace

TEST_CASE("older files: networks that do not tell their form were normalised") {
  const Folder folder;
  StoredRun run = stored_run(network_on_sphere, folder);
  CHECK(differences(run) == 0);
  run.texts.at("config") = without_lines(run.texts.at("config"), "form = ", 1);
  CHECK(differences(run) > 0);  // of today: it would be intrinsic
  run.texts.at("resolved") = without_lines(run.texts.at("resolved"), "form = 'normalised'", 1);
  CHECK(differences(run) == 0);
}

TEST_CASE("older files: without any of the measures of classes they are whole") {
  const Folder folder;
  StoredRun run = stored_run(network_on_sphere, folder);
  run.schema = "1.0";
  for (StoredFlow& flow : run.flows)
    for (const char* name : {"probe_accuracy", "margin", "within_over_between"})
      REQUIRE(flow.observables.erase(name) == 1);
  CHECK(differences(run) > 0);  // one of the four is there
  for (StoredFlow& flow : run.flows) flow.observables.erase("simplex_deviation");
  CHECK(differences(run) == 0);
  run.schema = "1.1";
  CHECK(differences(run) > 0);
}

namespace {

/// A network on two noisy views of some discs.
std::string views_run(const std::string& data, const std::string& views, const std::string& more) {
  return "data = { kind = \"discs\", per_class = 3" + data + " }\nviews = { count = 2" + views +
         R"(, transforms = [{ kind = "noise", scale = 0.3 }] }
latent = { manifold = "circle" }
energy = { preset = "simclr", temperature = 0.5 }
stop = { time = 1 }
output = { frames = { spacing = "log", first = 0.1, per_decade = 3 } }
)" + more +
         "[[flow]]\nkind = \"network\"\nwidths = [10]\n";
}

const std::string kernel_of_views = views_run(", test = { per_class = 2 }", "", ""),
                  descent_of_fresh_views =
                      views_run("", ", mode = \"fresh\"",
                                "integrator = { method = \"gradient-descent\", step = 0.1 }\n");

void erase_growth(StoredRun& run) {
  auto& series = run.flows.at(0).tracks.at("kernel").series;
  REQUIRE(series.erase("growth_rates") + series.erase("growth_alignment") == 2);
}
void erase_kernel(StoredRun& run) { REQUIRE(run.flows.at(0).tracks.erase("kernel") == 1); }
void erase_spectral(StoredRun& run) {
  REQUIRE(run.flows.at(0).observables.erase("spectral_alignment") == 1);
}
void erase_measures_of_test(StoredRun& run) {
  for (const char* name : {"probe_accuracy", "margin", "within_over_between", "simplex_deviation"})
    REQUIRE(run.flows.at(0).test->observables.erase(name) == 1);
}
void erase_views(StoredRun& run) { run.views = {}; }

/// Series that a run of `toml` has today, and did not always.
struct Newer {
  std::string toml;
  void (*erase)(StoredRun& run);
  std::string check;  ///< that tells a file of today without it
  std::string told;   ///< what an older one was written before; empty: nothing is told
};

}  // namespace

TEST_CASE("older files: what was not measured yet is told of 1.0, and missed in 1.1") {
  const Newer all[] = {{kernel_of_views, erase_growth, "frames", "growth_rates, growth_alignment"},
                       {kernel_of_views, erase_spectral, "frames", "spectral_alignment"},
                       {kernel_of_views, erase_measures_of_test, "held-out", ""},
                       {descent_of_fresh_views, erase_kernel, "frames", "kernel_drift"},
                       {descent_of_fresh_views, erase_views, "frames", ""}};
  for (const auto& [toml, erase, check, told] : all) {
    CAPTURE(check);
    CAPTURE(told);
    const Folder folder;
    StoredRun run = stored_run(toml, folder);
    CHECK(run.schema == "1.1");
    CHECK(check_of(run, "frames").detail.empty());
    erase(run);
    CHECK(verdict_of(run, check) == Verdict::differs);
    run.schema = "1.0";
    CHECK(differences(run) == 0);
    const std::string detail = check_of(run, "frames").detail;
    CHECK(detail.find(told) != std::string::npos);
    CHECK(detail.starts_with("written before") == !told.empty());
  }
}
