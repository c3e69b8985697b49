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
  for (StoredFlow& flow : run.flows)
    for (const char* name : {"probe_accuracy", "margin", "within_over_between"})
      REQUIRE(flow.observables.erase(name) == 1);
  CHECK(differences(run) > 0);  // one of the four is there
  for (StoredFlow& flow : run.flows) flow.observables.erase("simplex_deviation");
  CHECK(differences(run) == 0);
}
