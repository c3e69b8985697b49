// What is known of classes as samples holds for positives by labels: honest flows, planted errors.
#include "simclr_flow/theory/neural_collapse.hpp"
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

struct Classes {
  int count = 4, members = 5, views = 1;
  std::string preset = "nt-xent", positives = "kind = \"labels\"";
  std::string flows = "[[flow]]\nkind = \"particle\"\n";
  double time = 100;

  std::string toml() const {
    return fmt::format(
        "[data]\nkind = \"discs\"\ncentres = [[1, 1], [-1, 1], [-1, -1]{}]\nper_class = {}\n"
        "[views]\ncount = {}\n{}[positives]\n{}\n[latent]\nmanifold = \"sphere\"\ndim = 3\n"
        "[initial]\nspread = 0.02\n[energy]\npreset = \"{}\"\ntemperature = 0.5\n"
        "[integrator]\nmethod = \"bdf\"\nrtol = 1e-6\n[stop]\ntime = {}\n"
        "[output]\nframes = {{ first = 0.1, per_decade = 3 }}\n"
        "pairs = {{ spacing = \"none\" }}\n{}",
        count == 4 ? ", [1, -1]" : "", members, views,
        views > 1 ? "transforms = [{ kind = \"noise\", scale = 0.05 }]\n" : "", positives, preset,
        time, flows);
  }
  double least() const { return theory::supervised_minimum(count, members * views, 0.5); }
};

StoredRun run_of(const Classes& classes) {
  const Folder folder;
  return stored_run(classes.toml(), folder);
}

const Check& found(const FlowReport& flow, const std::string& id) {
  const auto check = std::ranges::find(flow.checks, id, &Check::id);
  REQUIRE_MESSAGE(check != flow.checks.end(), flow.name, " has no check ", id);
  return *check;
}

constexpr const char* three_flows =
    "[[flow]]\nkind = \"particle\"\n"
    "[[flow]]\nkind = \"kernel\"\nkernel = \"infinite-width\"\nactivation = \"relu\"\n"
    "[[flow]]\nkind = \"network\"\nwidths = [30]\nactivation = \"tanh\"\n";

}  // namespace

TEST_CASE("class bounds: flows by labels come within 1 % of the supervised minimum") {
  for (const int count : {3, 4})
    for (const int members : {5, 10}) {
      CAPTURE(count);
      CAPTURE(members);
      const Classes classes{.count = count, .members = members, .flows = three_flows};
      const Report report = judge(run_of(classes));
      REQUIRE(report.flows.size() == 3);
      for (const FlowReport& flow : report.flows) {
        CAPTURE(flow.name);
        const Check& bound = found(flow, "finite-bound");
        CHECK(bound.verdict == Verdict::agrees);
        CHECK(bound.status == "proven");
        CHECK(bound.source.find("Graf") != std::string::npos);
        const Check& end = found(flow, "reference");
        CHECK(end.status == "proven");
        CHECK(end.quantity.find(count == 3 ? "3 classes, each at a point of the triangle"
                                           : "4 classes, each at a point of the tetrahedron") !=
              std::string::npos);
        CHECK(*end.theory == doctest::Approx(classes.least()).epsilon(1e-14));
        CHECK(*end.measured >= classes.least() - 1e-12);
        CHECK(*end.measured <= 1.01 * classes.least());
        for (const Check& check : flow.checks) CHECK(check.verdict != Verdict::differs);
      }
      // Bounds for another number of classes or members are not those of the ends.
      const double particle = *found(report.flows[0], "reference").measured;
      CHECK(particle < theory::supervised_minimum(count + 1, members, 0.5));
      CHECK(particle > 1.01 * theory::supervised_minimum(count - 1, members, 0.5));
      CHECK(particle > 1.01 * theory::supervised_minimum(count, members - 1, 0.5));
    }
}

TEST_CASE("class bounds: particles reach it, and nothing is below") {
  for (const int views : {1, 2}) {
    CAPTURE(views);
    StoredRun run = run_of({.views = views, .time = 1e4});
    const Report honest = judge(run);
    CHECK(verdict_of(honest, "finite-bound") == Verdict::agrees);
    CHECK(verdict_of(honest, "reference") == Verdict::agrees);
    CHECK(*check_of(honest, "reference").theory ==
          doctest::Approx(Classes{.views = views}.least()).epsilon(1e-14));
    run.flows[0].observables.at("energy").back() -= 1e-9;  // or the bound is as much too high
    const Report below = judge(run);
    CHECK(verdict_of(below, "finite-bound") == Verdict::differs);
    CHECK(verdict_of(below, "reference") == Verdict::differs);
  }
}

TEST_CASE("class bounds: with another kernel particles reach theirs, and nothing is below") {
  const Folder folder;
  std::string text = Classes{.time = 1e4}.toml();
  text.replace(text.find("[energy]\n"), 9, "[energy]\nkernel = \"student\"\n");
  StoredRun run = stored_run(text, folder);
  const Report honest = judge(run);
  const double k = 1 / (1 + 4.0 / 3 / 0.5);  // of student at tau = .5, s of the tetrahedron
  for (const char* id : {"finite-bound", "reference"}) {
    CHECK(verdict_of(honest, id) == Verdict::agrees);
    CHECK(check_of(honest, id).status == "proven");
  }
  CHECK(*check_of(honest, "reference").theory ==
        doctest::Approx(std::log(4 + 15 * k)).epsilon(1e-14));
  run.flows[0].observables.at("energy").back() -= 1e-9;
  const Report below = judge(run);
  CHECK(verdict_of(below, "finite-bound") == Verdict::differs);
  CHECK(verdict_of(below, "reference") == Verdict::differs);
}

TEST_CASE("class bounds: labels of other classes are not those of the energy") {
  StoredRun run = run_of({});
  const auto judged_with = [&run](int first, int last) {
    run.labels.front() = first;
    run.labels.back() = last;
    run.flows[0].species = run.labels;
    return judge(run);
  };
  const Report swapped = judged_with(3, 0);  // four classes of five still, but not those that ran
  CHECK(verdict_of(swapped, "finite-bound") == Verdict::agrees);
  CHECK(verdict_of(swapped, "energy") == Verdict::differs);
  const Report unequal = judged_with(0, 0);
  CHECK(check_of(unequal, "finite-bound").theory_text.find("one size") != std::string::npos);
}

TEST_CASE("class bounds: where nothing is known, it is said why") {
  const auto why = [](const Classes& classes) {
    const Check check = check_of(run_of(classes), "finite-bound");
    return check.verdict == Verdict::no_theory ? check.theory_text : "known";
  };
  const std::string all = "kind = \"semi\"\nfraction = 1", none = "kind = \"semi\"\nfraction = 0";
  CHECK(why({.time = 1}) == "known");
  CHECK(why({.preset = "simclr", .time = 1}) == "known");
  CHECK(why({.positives = all, .time = 1}) == "known");
  CHECK(why({.views = 2, .preset = "dcl", .positives = none, .time = 1}) == "known");
  CHECK(why({.positives = "kind = \"semi\"\nfraction = 0.5", .time = 1}).find("one size") !=
        std::string::npos);
  CHECK(why({.preset = "dcl", .time = 1}).find("unless the negatives know neither samples") !=
        std::string::npos);
}
