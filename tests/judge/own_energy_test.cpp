// An energy that a program adds: it runs, obeys the laws, and is judged without theory of it.
#include <doctest/doctest.h>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/energy/energy_laws.hpp"
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

EnergyEntry own_entry(std::string_view name) {
  return {name, "simclr with twice the offset", [](const ContrastConfig&, Profile profile) {
            return make_contrastive({.name = "own", .offset = 2}, profile);
          }};
}

/// Adds it once, whichever case comes first.
const EnergyEntry& own() {
  static const bool added = (add_energy(own_entry("own")), true);
  static_cast<void>(added);
  return entry(energies(), "own");
}

}  // namespace

TEST_CASE("own energies: names that are taken, and entries that make nothing, are refused") {
  own();
  CHECK_THROWS_WITH_AS(add_energy(own_entry("own")), doctest::Contains("'own'"), InputError);
  CHECK_THROWS_WITH_AS(add_energy(own_entry("simclr")), doctest::Contains("'simclr'"), InputError);
  CHECK_THROWS_AS(add_energy(own_entry("")), InputError);
  CHECK_THROWS_AS(add_energy({"own-2", "makes nothing", nullptr}), InputError);
}

TEST_CASE("own energies: a run is judged by what needs no definition of the energy") {
  CHECK(broken_law(*own().make(gauss(0.3))) == "");
  for (const char* manifold : {"circle", "sphere", "euclidean"}) {
    CAPTURE(manifold);
    const Folder folder;
    const StoredRun run = stored_run(
        fmt::format("[data]\nkind = \"none\"\ncount = 6\n[latent]\nmanifold = \"{}\"\ndim = {}\n"
                    "[initial]\nspread = 0.5\n[energy]\npreset = \"own\"\n[stop]\ntime = 10\n"
                    "[[flow]]\nkind = \"particle\"\n",
                    manifold, manifold[0] == 'c' ? 2 : 3),
        folder);
    const Report report = judge(run);
    CHECK_FALSE(report.differs());
    CHECK(verdict_of(report, "energy") == Verdict::no_theory);
    CHECK(check_of(report, "energy").theory_text.find("'own'") != std::string::npos);
    CHECK(verdict_of(report, "velocity") == Verdict::no_theory);
    CHECK(verdict_of(report, "monotone") == Verdict::agrees);
    for (const char* id : {"finite-bound", "theorem-b", "order", "rate.1"})
      CHECK_FALSE(has_check(report, id));
    StoredRun rising = run;
    rising.flows.at(0).observables.at("energy").back() += 1;
    CHECK(verdict_of(rising, "monotone") == Verdict::differs);
  }
}
