#pragma once
// Runs of the program, read back, changed in memory, and judged.
#include <doctest/doctest.h>

#include <algorithm>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/judge/compare.hpp"
#include "support/folder.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

/// What a run of particles is made of; every other key has its default.
struct ParticleRun {
  std::string preset = "simclr", manifold = "circle";
  int dim = 2, count = 60;
  double temperature = 0.2, time = 100;
  std::string initial = "kind = \"gaussian\"\nspread = 0.5";
  std::string extra = "";

  std::string toml() const {
    return fmt::format(
        "[data]\nkind = \"none\"\ncount = {}\n[latent]\nmanifold = \"{}\"\ndim = {}\n"
        "[initial]\n{}\n[energy]\npreset = \"{}\"\ntemperature = {}\n[stop]\ntime = {}\n"
        "[output]\nframes = {{ first = 0.01, per_decade = 10 }}\npairs = {{ spacing = \"none\" "
        "}}\n{}\n"
        "[[flow]]\nkind = \"particle\"\n",
        count, manifold, dim, initial, preset, temperature, time, extra);
  }
};

/// Runs a configuration in a folder of its own and reads what it stored.
inline StoredRun stored_run(const std::string& toml, const Folder& folder) {
  const RunOptions options{.config = folder.write("run.toml", toml),
                           .output = folder.file("run.h5"),
                           .overrides = {},
                           .force = true,
                           .quiet = true,
                           .command_line = ""};
  REQUIRE(run_command(options) == exit_code::done);
  return read_run(options.output);
}
inline StoredRun stored_run(const ParticleRun& run) {
  const Folder folder;
  return stored_run(run.toml(), folder);
}

/// Replaces a text everywhere in the stored configurations, verbatim and resolved, as if the run
/// had been of that.
inline StoredRun claiming(StoredRun run, const std::string& old, const std::string& claimed) {
  for (const char* name : {"config", "resolved"}) {
    std::string& text = run.texts.at(name);
    auto at = text.find(old);
    REQUIRE(at != std::string::npos);
    for (; at != std::string::npos; at = text.find(old, at + claimed.size()))
      text.replace(at, old.size(), claimed);
  }
  return run;
}

/// The same of the energy: only `simclr` stores a minimum and gaps to it.
inline StoredRun claiming_energy(StoredRun run, const std::string& old,
                                 const std::string& claimed) {
  run = claiming(std::move(run), old, claimed);
  auto& observables = run.flows.at(0).observables;
  observables.erase("energy_gap");
  if (claimed == "simclr") observables["energy_gap"] = observables.at("energy");
  return run;
}

inline Report judge(const StoredRun& run) { return compare(run, vocabulary(), {}); }

/// The check of the first flow; fails the test if there is none. Where several checks of one run
/// are looked at, it is judged once.
inline Check check_of(const Report& report, const std::string& id) {
  const auto found = std::ranges::find(report.flows.at(0).checks, id, &Check::id);
  REQUIRE_MESSAGE(found != report.flows[0].checks.end(), "no check ", id);
  return *found;
}
inline Check check_of(const StoredRun& run, const std::string& id) {
  return check_of(judge(run), id);
}
inline Verdict verdict_of(const Report& report, const std::string& id) {
  return check_of(report, id).verdict;
}
inline Verdict verdict_of(const StoredRun& run, const std::string& id) {
  return verdict_of(judge(run), id);
}
inline bool has_check(const Report& report, const std::string& id) {
  return std::ranges::count(report.flows.at(0).checks, id, &Check::id) == 1;
}
inline bool has_check(const StoredRun& run, const std::string& id) {
  return has_check(judge(run), id);
}

}  // namespace simclr_flow::test
