// Runs whose pairs of latents are too many for all rows, or for one: what is looked at, what is
// said of it, and errors that are planted there.
#include <doctest/doctest.h>

#include <set>

#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string toml_of(int per_class) {
  return fmt::format(
      "seed = 4\n[data]\nkind = \"discs\"\nper_class = {}\n[latent]\nmanifold = \"sphere\"\ndim = "
      "3\n"
      "[initial]\nspread = 0.5\n[energy]\npreset = \"simclr\"\ntemperature = 0.2\n"
      "[stop]\ntime = 0.5\n[output]\nframes = {{ spacing = \"linear\", interval = 0.05 }}\n"
      "observables = {{ spacing = \"linear\", interval = 0.05 }}\n"
      "pairs = {{ spacing = \"linear\", interval = 0.25 }}\n"
      "[[flow]]\nkind = \"particle\"\nintegrator = {{ method = \"dopri5\", rtol = 1e-4 }}\n",
      per_class);
}

/// 400 latents, 11 rows, 2 probes.
const StoredRun& middling() {
  static const StoredRun run = [] {
    const Folder folder;
    return stored_run(toml_of(100), folder);
  }();
  return run;
}

/// 4000 latents.
const StoredRun& large() {
  static const StoredRun run = [] {
    const Folder folder;
    return stored_run(toml_of(1000), folder);
  }();
  return run;
}

double all_pairs(const StoredRun& run) {
  const double n = static_cast<double>(run.flows[0].particles);
  return n * n;
}

/// Judged with so many times all pairs of latents.
Report judge_with(const StoredRun& run, double passes) {
  return compare(run, vocabulary(), {}, {.pairs = passes * all_pairs(run)});
}

std::set<std::string> differing_with(StoredRun run, double passes,
                                     const std::function<void(StoredRun&)>& edit) {
  edit(run);
  std::set<std::string> ids;
  const Report report = judge_with(run, passes);  // which outlives the loop over it
  for (const Check& check : report.flows.at(0).checks)
    if (check.verdict == Verdict::differs) ids.insert(check.id);
  return ids;
}

constexpr double for_two_rows = 12, for_a_sample = 10;

void nothing(StoredRun&) {}

}  // namespace

TEST_CASE("large runs: all is looked at where the budget allows it, and else as much as it does") {
  CHECK(judge(middling()).flows[0].looked_at.empty());
  CHECK(judge_with(middling(), 48).flows[0].looked_at.empty());
  const Report some = judge_with(middling(), 40);
  CHECK(some.flows[0].looked_at == "10 of 11 rows");
  CHECK(check_of(some, "energy").quantity.ends_with("worst of 10 of 11 frames"));
  CHECK(judge_with(middling(), for_two_rows).flows[0].looked_at == "2 of 11 rows, 1 of 2 probes");
  CHECK(judge_with(middling(), for_a_sample).flows[0].looked_at ==
        "2 of 11 rows, 1 of 2 probes, two halves of 100 of 400 latents");
  CHECK(to_json(some).find("\"looked_at\": \"10 of 11 rows\"") != std::string::npos);
}

TEST_CASE("large runs: a budget is that of the file, which its flows share") {
  StoredRun two = middling();
  two.flows.push_back(two.flows.front());
  two.flows.back().name = "again";
  CHECK(judge_with(two, 96).flows.at(0).looked_at.empty());
  CHECK(judge_with(two, 80).flows.at(0).looked_at == "10 of 11 rows");
}

TEST_CASE("large runs: the standard budget takes all of the runs that it always took") {
  // 10 rows of 10 000 latents in one flow; all rows of 2000 latents, up to 600.
  CHECK(pair_budget / 1e8 >= 3 * 11 + 5 * 3);
  CHECK(pair_budget / 4e6 >= 3 * 600);
}

TEST_CASE("large runs: first and last rows are always among those that are looked at") {
  const auto of_row = [](std::size_t row) {
    return [row](StoredRun& r) {
      auto& energy = r.flows[0].observables.at("energy");
      energy[row == 0 ? 0 : energy.size() - 1] += 1e-9;
    };
  };
  for (const double passes : {for_two_rows, 40.0})
    for (const std::size_t row : {0u, 1u})
      CHECK(differing_with(middling(), passes, of_row(row)).contains("energy"));
}

TEST_CASE("large runs: honest ones agree, whatever is looked at") {
  for (const double passes : {1000.0, 40.0, for_two_rows, for_a_sample, 1.0}) {
    CAPTURE(passes);
    CHECK(differing_with(middling(), passes, nothing).empty());
  }
  CHECK(differing_with(large(), for_a_sample, nothing).empty());
}

TEST_CASE("large runs: a sample says how sure it is, and judges the velocity too") {
  const Report report = judge_with(large(), for_a_sample);
  for (const char* id : {"energy", "gradient"})
    CHECK(check_of(report, id).tolerance_reason.starts_with("5 standard errors"));
  CHECK(check_of(report, "energy").tolerance < 1e-3);
  CHECK(check_of(report, "velocity").verdict == Verdict::agrees);
  CHECK(check_of(report, "theorem-b").verdict == Verdict::agrees);
  CHECK(check_of(report, "dissipation").verdict == Verdict::agrees);
  CHECK(check_of(report, "distinct").verdict == Verdict::no_theory);
}

TEST_CASE("large runs: planted errors are found by a sample") {
  const auto seen = [](const std::function<void(StoredRun&)>& edit) {
    return differing_with(large(), for_a_sample, edit);
  };
  const auto numbers = seen([](StoredRun& r) {
    auto& stored = r.flows[0].observables;
    for (const char* name : {"energy", "energy_gap"})
      for (double& value : stored.at(name)) value += 1e-3;
    for (double& value : stored.at("gradient_norm")) value *= 1.05;
    for (double& value : stored.at("knn_accuracy")) value += 0.15;
  });
  for (const char* id : {"energy", "gradient", "dissipation", "measures"})
    CHECK_MESSAGE(numbers.contains(id), id);
  CHECK(seen([](StoredRun& r) {
          r = claiming(r, "temperature = 0.2", "temperature = 0.21");
        }).contains("energy"));
  const auto moved = seen([](StoredRun& r) {
    Points& z = r.flows[0].positions.back();
    for (Index i = 0; i < z.cols(); ++i)
      if (r.flows[0].species[std::size_t(i)] == 2) z.col(i) = -z.col(i);
    for (double& value : r.flows[0].observables.at("uniformity")) value += 0.05;
    for (std::size_t p = 1; p < r.flows[0].pairs.size(); p += 2)
      r.flows[0].pairs[p] = (r.flows[0].pairs[p] + r.flows[0].pairs[p - 1]) / 2;
  });
  for (const char* id : {"energy", "measures", "velocity"}) CHECK_MESSAGE(moved.contains(id), id);
}

TEST_CASE("large runs: one is told of each check before it begins") {
  std::set<std::string> told;
  compare(middling(), vocabulary(), {}, {.started = [&](const std::string& flow, auto statement) {
            CHECK(flow == "particle");
            told.emplace(statement);
          }});
  CHECK(told.size() > 20);
  CHECK(told.contains("E never rises"));
}

namespace {

/// 2000 latents of the plane near one point, by fast sums of few digits.
std::string rough_sums(const std::string& energy) {
  return fmt::format(
      "seed = 3\n[data]\nkind = \"none\"\ncount = 2000\n[latent]\nmanifold = \"euclidean\"\n"
      "dim = 2\n[initial]\nspread = {}\n[energy]\n{}\nsummation = \"fast\"\naccuracy = 1e-4\n"
      "[stop]\ntime = 0.01\n[output]\nframes = {{ spacing = \"ends\" }}\n"
      "observables = {{ spacing = \"ends\" }}\npairs = {{ spacing = \"none\" }}\n"
      "[[flow]]\nkind = \"particle\"\n",
      energy.find("alignment") == std::string::npos ? 3e-4 : 0.05, energy);
}

}  // namespace

TEST_CASE("large runs: fast sums may be as wrong as they were asked to be, sampled or not") {
  for (const char* energy :
       {"preset = \"simclr\"\ntemperature = 1", "preset = \"alignment\"\ntemperature = 1",
        "preset = \"simclr\"\ntemperature = 1\nkernel = \"student\""}) {
    CAPTURE(energy);
    const Folder folder;
    const StoredRun run = stored_run(rough_sums(energy), folder);
    for (const double passes : {1000.0, for_a_sample})
      CHECK(differing_with(run, passes, nothing).empty());
  }
}

TEST_CASE(
    "large runs: where sums were direct, nothing is allowed for fast ones, in older files too") {
  const Folder folder;
  StoredRun run = stored_run(rough_sums("preset = \"simclr\"\ntemperature = 1"), folder);
  const auto tolerance = [&run] { return check_of(judge(run), "energy").tolerance; };
  CHECK(tolerance() > 5e-5);
  run.texts.at("sums") = "direct sums: few latents";
  CHECK(tolerance() < 1e-10);
  run.texts.at("sums") = "direct sums: direct sums are asked for";
  run = claiming(run, "fast", "direct");
  CHECK(tolerance() < 1e-10);
}
