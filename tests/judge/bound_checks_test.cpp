// finite-bound, reference, theorem-b and half-mmd: honest runs agree, planted errors differ.
#include "simclr_flow/theory/family.hpp"
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::vector<double>& energy_rows(StoredRun& run) { return run.flows[0].observables.at("energy"); }

ParticleRun on_sphere(const char* preset, int count, double temperature, double time) {
  return {.preset = preset,
          .manifold = "sphere",
          .dim = 3,
          .count = count,
          .temperature = temperature,
          .time = time,
          .initial = "kind = \"uniform\""};
}

}  // namespace

TEST_CASE("bound checks: no energy falls below what N points can reach") {
  for (const char* preset :
       {"simclr", "simclr-cross", "simclr-noself", "info-nce", "nt-xent", "dcl", "dhel", "linear"})
    for (const char* manifold : {"circle", "sphere"}) {
      CAPTURE(preset);
      StoredRun run = stored_run(ParticleRun{.preset = preset,
                                             .manifold = manifold,
                                             .dim = manifold[0] == 'c' ? 2 : 3,
                                             .count = 4,
                                             .temperature = 0.5,
                                             .time = 1e4,
                                             .initial = "kind = \"uniform\""});
      const Check honest = check_of(run, "finite-bound");
      CHECK(honest.verdict == Verdict::agrees);
      CHECK(honest.status == "proven");
      // Four points on S^2 end at the simplex, which attains the bound.
      const double off = manifold[0] == 's' ? 1e-9 : 1;
      energy_rows(run).back() -= off;
      CHECK(verdict_of(run, "finite-bound") == Verdict::differs);
    }
}

TEST_CASE("bound checks: presets of single views are members of one family") {
  for (const EnergyEntry& entry : energies()) {
    const auto member = theory::family_member(entry.name, 5);
    if (!member) continue;
    const Points z = random_points(3, 5, 4).colwise().normalized();
    double sum = 0;
    for (Index i = 0; i < 5; ++i) {
      double inner = member->a;
      for (Index j = 0; j < 5; ++j)
        if (j != i) inner += std::exp((z.col(i).dot(z.col(j)) - 1) / 0.3);
      sum += std::log(inner) / 5;
    }
    const double value = entry.make(gauss(0.3))->evaluate({z, 1}, nullptr);
    CHECK(value == doctest::Approx(sum + member->shift).epsilon(1e-13));
  }
  CHECK_FALSE(theory::family_member("linear", 5));
}

TEST_CASE("bound checks: a proven reference may be reached, not beaten") {
  StoredRun run = stored_run(on_sphere("nt-xent", 4, 0.3, 1e4));
  const Check reached = check_of(run, "reference");
  CHECK(reached.verdict == Verdict::agrees);
  CHECK(reached.status == "proven");
  CHECK(reached.quantity.find("tetrahedron") != std::string::npos);
  energy_rows(run).back() += 1e-6;
  CHECK(verdict_of(run, "reference") == Verdict::no_theory);
  energy_rows(run).back() -= 2e-6;
  CHECK(verdict_of(run, "reference") == Verdict::differs);
}

TEST_CASE("bound checks: a numerical reference is told as such, an unclaimed one is no theory") {
  StoredRun run = stored_run(on_sphere("simclr-noself", 12, 0.3, 1e4));
  const Check reached = check_of(run, "reference");
  CHECK(reached.verdict == Verdict::agrees);
  CHECK(reached.status == "numerical");
  energy_rows(run).back() -= 1e-6;
  CHECK(verdict_of(run, "reference") == Verdict::differs);
  StoredRun cube = stored_run(on_sphere("dcl", 8, 0.3, 1e3));
  CHECK(verdict_of(cube, "reference") == Verdict::no_theory);
  CHECK(check_of(cube, "reference").difference < 0);
  CHECK_FALSE(has_check(stored_run(on_sphere("dcl", 7, 0.3, 10)), "reference"));
}

TEST_CASE("bound checks: the gap is never below Theorem B") {
  const ParticleRun runs[] = {{},
                              {.preset = "simclr-noself"},
                              {.preset = "info-nce", .temperature = 1.5},
                              on_sphere("simclr", 30, 0.3, 1e3)};
  for (const ParticleRun& given : runs) {
    CAPTURE(given.preset);
    const StoredRun run = stored_run(given);
    const Report honest = judge(run);
    StoredRun low = run;
    energy_rows(low).back() -= 0.99 * *check_of(honest, "theorem-b").measured;
    const Report below = judge(low);
    for (const char* id : {"theorem-b", "half-mmd"}) {
      if (given.preset != "simclr" && std::string(id) == "half-mmd") continue;
      CAPTURE(id);
      CHECK(verdict_of(honest, id) == Verdict::agrees);
      CHECK(verdict_of(below, id) == Verdict::differs);
    }
    CHECK(has_check(honest, "half-mmd") == (given.preset == "simclr"));
  }
}

TEST_CASE("bound checks: an energy that is not the one claimed is below Theorem B") {
  const StoredRun run = stored_run(ParticleRun{.preset = "simclr-noself"});
  CHECK(verdict_of(claiming_energy(run, "simclr-noself", "simclr"), "theorem-b") ==
        Verdict::differs);
}

TEST_CASE("bound checks: Theorem B holds for the law of all views, drawn or by quadrature") {
  for (const char* views : {"count = 3", "mode = \"quadrature\""}) {
    CAPTURE(views);
    const Folder folder;
    const std::string text = fmt::format(
        "[data]\nkind = \"discs\"\nper_class = 4\n[views]\n{}\n"
        "transforms = [{{ kind = \"shift\", direction = [1, 1], scale = 0.5 }}]\n"
        "[energy]\npreset = \"simclr\"\n[initial]\nspread = 0.3\n[stop]\ntime = 10\n"
        "[output]\nframes = {{ first = 0.01, per_decade = 5 }}\n"
        "[[flow]]\nkind = \"network\"\nwidths = [10]\n",
        views);
    StoredRun run = stored_run(text, folder);
    const Report honest = judge(run);
    CHECK(verdict_of(honest, "half-mmd") == Verdict::agrees);
    CHECK(has_check(honest, "finite-bound") == (views == std::string("count = 3")));
    energy_rows(run)[3] = run.minimum->energy + 1e-6;
    const Report below = judge(run);
    CHECK(verdict_of(below, "half-mmd") == Verdict::differs);
    CHECK(verdict_of(below, "theorem-b") == Verdict::differs);
  }
}

TEST_CASE(
    "bound checks: classes of members reach the supervised minimum, and nothing is below it") {
  const StoredRun run = stored_run(ParticleRun{.preset = "nt-xent",
                                               .manifold = "sphere",
                                               .dim = 3,
                                               .count = 4,
                                               .temperature = 0.5,
                                               .initial = "kind = \"uniform\"",
                                               .extra = "[views]\ncount = 5"});
  const Report report = judge(run);
  CHECK(verdict_of(report, "finite-bound") == Verdict::agrees);
  const Check end = check_of(report, "reference");
  CHECK(end.verdict == Verdict::agrees);
  CHECK(end.status == "proven");
  CHECK(*end.theory == doctest::Approx(1.61785276174).epsilon(1e-11));
  StoredRun planted = run;
  for (double& energy : planted.flows[0].observables.at("energy")) energy -= 1e-9;
  const Report below = judge(planted);
  CHECK(verdict_of(below, "finite-bound") == Verdict::differs);
  CHECK(verdict_of(below, "reference") == Verdict::differs);
}
