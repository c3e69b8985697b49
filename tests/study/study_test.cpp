#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/diagnostics/gram_distance.hpp"
#include "simclr_flow/theory/neural_collapse.hpp"
#include "support/studies.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string on_sphere(int count, const std::string& study, double tau = 0.1) {
  return "[data]\nkind = \"none\"\ncount = " + std::to_string(count) +
         "\n[latent]\nmanifold = \"sphere\"\ndim = 3\n[energy]\npreset = \"simclr\"\n"
         "temperature = " +
         std::to_string(tau) + "\n[study]\n" + study;
}

std::string in_box(const std::string& sides, const std::string& study) {
  return "[data]\nkind = \"none\"\ncount = 40\n[latent]\nmanifold = \"box\"\nsides = " + sides +
         "\n[energy]\npreset = \"simclr\"\ntemperature = 0.1\n[study]\nmasses = true\n" + study;
}

bool same_end(const std::optional<StudyEnd>& a, const std::optional<StudyEnd>& b) {
  return a && b && a->energy == b->energy && a->latents == b->latents &&
         a->eigenvalues == b->eigenvalues && a->flow_steps == b->flow_steps;
}

struct Atom {
  double place, mass;
};

/// Atoms on an interval by their places.
std::vector<Atom> sorted_atoms(const StudyEnd& end) {
  std::vector<Atom> atoms;
  for (Index j = 0; j < end.masses.size(); ++j) atoms.push_back({end.latents(0, j), end.masses[j]});
  std::ranges::sort(atoms, {}, &Atom::place);
  return atoms;
}

void check_interval(const std::string& sides, double energy, const std::vector<Atom>& expected) {
  const StudySetting setting = study_of(in_box(sides, "starts = 3\n"));
  const auto ends = ends_of(setting);
  for (const auto& end : ends) {
    REQUIRE(end->stationary);
    CHECK(std::abs(end->energy - energy) < 1e-9);
    CHECK(end->reason.find("no atom anywhere would lower E") != std::string::npos);
    const std::vector<Atom> atoms = sorted_atoms(*end);
    REQUIRE(atoms.size() == expected.size());
    for (std::size_t j = 0; j < atoms.size(); ++j) {
      CHECK(std::abs(atoms[j].place - expected[j].place) < 1e-5);
      CHECK(std::abs(atoms[j].mass - expected[j].mass) < 5e-5);
    }
  }
  const auto distinct = distinct_configurations(setting, ends);
  REQUIRE(distinct.size() == 1);
  CHECK(distinct[0].kind == Stationarity::minimum);
  CHECK(distinct[0].name == "equilibrium measure");
  const StudyReference known = study_reference(setting);
  REQUIRE(known.bound.has_value());
  CHECK(ends[0]->energy >= *known.bound - 1e-14);
  CHECK(ends[0]->energy <= *known.bound + 1e-12);
}

}  // namespace

TEST_CASE("study: the laws of least energy on intervals have three and five atoms") {
  check_interval("[1.0]", 0.3735054895, {{0, 0.3835}, {0.5, 0.2331}, {1, 0.3835}});
  check_interval(
      "[2.0]", 0.2526125913,
      {{0, 0.25147}, {0.56859, 0.17590}, {1, 0.14528}, {1.43141, 0.17590}, {2, 0.25147}});
}

TEST_CASE("study: atoms that die in Newton's method are left out") {
  // Two halves at the walls are the minimizer below a side of 2.208 sqrt(tau).
  const double energy = std::log(1 + (1 + std::exp(-0.68 * 0.68 / 0.2)) / 2);
  check_interval("[0.68]", energy, {{0, 0.5}, {0.68, 0.5}});
}

TEST_CASE("study: on a square the law of least energy is the product of those on the sides") {
  const StudySetting setting = study_of(in_box("[1.0, 1.0]", "starts = 2\n"));
  const auto distinct = distinct_configurations(setting, ends_of(setting));
  REQUIRE(distinct.size() == 1);
  CHECK(distinct[0].atoms.z.cols() == 9);
  CHECK(distinct[0].name == "equilibrium measure");
}

TEST_CASE("study: ends do not depend on the number of threads, nor on the starts beside them") {
  const StudySetting setting =
      study_of(on_sphere(7, "starts = 12\nkinds = [\"uniform\", \"clustered\"]\n"));
  const Index threads = thread_count();
  set_thread_count(1);
  const auto alone = ends_of(setting);
  set_thread_count(3);
  const auto together = ends_of(setting);
  set_thread_count(threads);
  std::vector<std::optional<StudyEnd>> rest = alone;
  rest[5].reset();
  search_all(setting, rest, [] { return true; });
  for (std::size_t k = 0; k < alone.size(); ++k) {
    CHECK(same_end(alone[k], together[k]));
    CHECK(same_end(alone[k], rest[k]));
  }
  CHECK_FALSE(same_end(alone[0], alone[1]));
}

TEST_CASE("study: no start begins once it is told to stop") {
  const StudySetting setting = study_of(on_sphere(4, "starts = 20\n"));
  std::vector<std::optional<StudyEnd>> ends(20);
  int told = 0;
  search_all(setting, ends, [&] { return ++told < 5; });
  const auto found = std::ranges::count_if(ends, [](const auto& end) { return end.has_value(); });
  CHECK(found >= 5);
  CHECK(found <= 5 + thread_count());
}

TEST_CASE("study: kinds of starts are dealt in turn") {
  const StudySetting setting = study_of(on_sphere(
      12, "kinds = [\"uniform\", \"clustered\", \"reference\"]\nclusters = 2\nspread = 0.01\n"));
  CHECK(study_start_kind(setting, 0) == "uniform");
  CHECK(study_start_kind(setting, 1) == "clustered");
  CHECK(study_start_kind(setting, 2) == "reference cuboctahedron");
  CHECK(study_start_kind(setting, 5) == "reference icosahedron");
  const Points clustered = study_start(setting, 1), reference = study_start(setting, 5);
  CHECK((clustered.col(0) - clustered.col(2)).norm() < 0.1);
  CHECK((clustered.col(0) - clustered.col(1)).norm() > 0.1);
  CHECK(reference_name({reference, State::Ones(12)}).empty());  // displaced by 1e-3
  CHECK((study_start(setting, 0) - study_start(setting, 3)).norm() > 0.1);
}

TEST_CASE("study: ends are told apart, and equal clusters at a reference are named") {
  const StudySetting setting = study_of(on_sphere(
      12, "starts = 3\nkinds = [\"reference\"]\nreference = \"octahedron\"\nperturbation = 0.0\n"));
  const auto distinct = distinct_configurations(setting, ends_of(setting));
  REQUIRE(distinct.size() == 1);
  CHECK(distinct[0].name == "2 × octahedron");
  CHECK(distinct[0].kind == Stationarity::saddle);
  CHECK(distinct[0].atoms.weight == State::Constant(6, 2));
  CHECK(distinct[0].starts == std::vector<Index>{0, 1, 2});

  auto ends = ends_of(study_of(on_sphere(6, "starts = 2\n")));
  ends.push_back(ends[1]);
  ends[2]->latents.col(0) = (ends[2]->latents.col(0) + 1e-4 * ends[2]->latents.col(1)).normalized();
  ends.emplace_back(std::nullopt);
  ends.push_back(ends[0]);
  ends[4]->stationary = false;
  const auto sorted = distinct_configurations(study_of(on_sphere(6, "starts = 5\n")), ends);
  REQUIRE(sorted.size() == 2);
  CHECK(sorted[0].name == "octahedron");
  CHECK(sorted[0].starts == std::vector<Index>{0, 1});
  CHECK(sorted[1].name.empty());
}

TEST_CASE("study: what cannot be studied is refused with a sentence") {
  const auto refused = [](const std::string& text, const char* sentence) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(study_of(text), doctest::Contains(sentence), InputError);
  };
  refused(on_sphere(7, "kinds = [\"reference\"]\n"), "no reference configuration of 7 points");
  refused(on_sphere(7, "kinds = [\"reference\"]\nreference = \"icosahedron\"\n"), "divides 7");
  refused(on_sphere(7, "kinds = [\"reference\"]\nreference = \"dodo\"\n"), "dodo");
  refused(on_sphere(1, "starts = 2\n"), "at least 2");
  refused(in_box("[1.0, -1.0]", "starts = 2\n"), "sides");
  refused(in_box("[1.0]", "kinds = [\"initial\"]\n"), "not for manifold");
}

TEST_CASE("study: two latents pressed into one corner are no minimum where no force holds them") {
  const std::string both_ends =
      "[data]\nkind = \"none\"\ncount = 2\n[latent]\nmanifold = \"box\"\nsides = [1.0]\n[energy]\n"
      "preset = \"simclr\"\ntemperature = 0.1\n[study]\nstarts = 8\nkinds = [\"clustered\"]\n"
      "spread = 1000.0\n";
  const StudySetting setting = study_of(both_ends);
  bool together = false;
  for (const auto& end : ends_of(setting)) {
    REQUIRE(end->stationary);
    const bool one_point = end->latents(0, 0) == end->latents(0, 1);
    together = together || one_point;
    CHECK(stationarity_of(*end) == (one_point ? Stationarity::saddle : Stationarity::minimum));
  }
  CHECK(together);
}

TEST_CASE("study: a collapsed start is a saddle with or without a matrix, in boxes too") {
  const auto collapsed = [](const std::string& latent, const std::string& dense) {
    const StudySetting setting =
        study_of("[data]\nkind = \"none\"\ncount = 30\n[latent]\n" + latent +
                 "\n[energy]\npreset = \"simclr\"\ntemperature = 0.2\n[study]\nstarts = 1\nkinds = "
                 "[\"clustered\"]\nclusters = 1\nspread = 0.0\ndense = " +
                 dense + "\n");
    const auto ends = ends_of(setting);
    REQUIRE(ends[0]->stationary);
    return *ends[0];
  };
  for (const char* latent : {"manifold = \"circle\"", "manifold = \"sphere\"\ndim = 3",
                             "manifold = \"box\"\nsides = [1.0, 1.0]"}) {
    CAPTURE(latent);
    const StudyEnd matrix = collapsed(latent, "1000"), free = collapsed(latent, "0");
    CHECK(stationarity_of(matrix) == Stationarity::saddle);
    CHECK(free.negative == matrix.negative);
    CHECK((free.eigenvalues - matrix.eigenvalues).norm() < 1e-8 * matrix.largest);
  }
}

TEST_CASE("study: where all but a few directions are flat starts come to rest all the same") {
  const StudySetting setting = study_of(
      "[data]\nkind = \"none\"\ncount = 20\n[latent]\nmanifold = \"circle\"\n[energy]\npreset = "
      "\"simclr\"\ntemperature = 3\n[study]\nstarts = 2\n");
  const auto ends = ends_of(setting);
  for (const auto& end : ends) {
    CHECK(end->stationary);
    CHECK(end->negative == 0);
    CHECK(end->eigenvalues[0] < 1e-10 * end->largest);
  }
  CHECK(distinct_configurations(setting, ends).size() == 1);
}

TEST_CASE("study: masses need an energy of the law, and names its kernel") {
  for (const char* preset : {"info-nce", "nt-xent", "dcl", "uniformity"}) {
    std::string text = in_box("[1.0]", "starts = 2\n");
    text.replace(text.find("simclr"), 6, preset);
    CHECK_THROWS_WITH_AS(study_of(text), doctest::Contains("function of the law alone"),
                         InputError);
  }
  std::string student = in_box("[1.0]", "starts = 1\n");
  student.replace(student.find("preset"), 6, "kernel = \"student\"\npreset");
  const StudySetting setting = study_of(student);
  for (const Configuration& c : distinct_configurations(setting, ends_of(setting)))
    CHECK(c.name.empty());
  CHECK_FALSE(study_reference(setting).best.has_value());
}

TEST_CASE("study: classes of members end at the supervised minimum, which is told as proven") {
  for (const Index classes : {3, 4})
    for (const Index members : {5, 10}) {
      INFO(classes, " classes of ", members);
      const StudySetting setting = study_of(fmt::format(
          "data = {{ kind = \"none\", count = {} }}\nlatent = {{ manifold = \"sphere\", dim = 3 "
          "}}\n"
          "energy = {{ preset = \"nt-xent\", temperature = 0.5 }}\nviews = {{ count = {} }}\n"
          "study = {{ starts = 3 }}\n",
          classes, members));
      const double least = theory::supervised_minimum(classes, members, 0.5);
      const StudyReference known = study_reference(setting);
      CHECK(*known.bound == doctest::Approx(least).epsilon(1e-14));
      CHECK(known.bound_status == "proven");
      CHECK(known.best_status == "proven");
      CHECK(known.best_name == (classes == 3 ? "triangle" : "tetrahedron"));
      for (const auto& end : ends_of(setting)) {
        REQUIRE(end);
        CHECK(std::abs(end->energy - least) < 1e-12);
      }
    }
}
