// Where double precision leaves places, forces or kinds of stationary states undetermined.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "simclr_flow/study/accuracy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "support/stationary.hpp"
#include "support/studies.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string study_text(int samples, const std::string& latent, const std::string& energy,
                       const std::string& study) {
  return "[data]\nkind = \"none\"\ncount = " + std::to_string(samples) + "\n[latent]\n" + latent +
         "\n[energy]\n" + energy + "\n[study]\n" + study + "\n";
}

std::vector<Configuration> distinct_of(const std::string& text, Index not_stationary = 0) {
  const StudySetting setting = study_of(text);
  const auto ends = ends_of(setting);
  CHECK(std::ranges::count_if(ends, [](const auto& e) { return !e->stationary; }) ==
        not_stationary);
  return distinct_configurations(setting, ends);
}

const std::string sphere = "manifold = \"sphere\"\ndim = 3", circle = "manifold = \"circle\"";

}  // namespace

TEST_CASE("undetermined: polygons with all but flat modes are one minimum, and named") {
  for (const auto& [count, tau] : {std::pair{22, "1"}, {14, "5"}}) {
    CAPTURE(count);
    const auto distinct = distinct_of(study_text(
        count, circle, std::string("preset = \"simclr\"\ntemperature = ") + tau, "starts = 6"));
    REQUIRE(distinct.size() == 1);
    CHECK(distinct[0].kind == Stationarity::minimum);
    CHECK(distinct[0].name == "polygon");
    CHECK(distinct[0].starts.size() == 6);
  }
}

TEST_CASE("undetermined: Newton's method follows a curved valley to its floor's lowest place") {
  Points angles = polygon_angles(24);
  for (Index i = 0; i < 24; ++i) angles(0, i) += 1e-3 * std::cos(M_PI * double(i));
  const auto flow = particles("simclr", "circle", 2, 1, angles);
  State x = flow->initial_state();
  polish(*flow, x, 1e-12, 1000);
  const Points gaps = x.tail(23) - x.head(23);
  CHECK((gaps.array() - 2 * M_PI / 24).abs().maxCoeff() < 2e-6);  // 8 epsilon over 2.8e-10, twice
}

TEST_CASE("undetermined: the icosahedron is a named minimum as long as rounding tells its modes") {
  // Its lowest eigenvalue is 6.7e-11 of the largest at tau = 100, and 6.7e-15 at tau = 1000.
  const auto at = [](const char* tau) {
    const auto distinct = distinct_of(study_text(
        12, sphere, std::string("preset = \"nt-xent\"\ntemperature = ") + tau, "starts = 2"));
    REQUIRE(distinct.size() == 1);
    return distinct[0];
  };
  const Configuration told = at("100");
  CHECK(told.name == "icosahedron");
  CHECK(told.kind == Stationarity::minimum);
  CHECK(at("1000").kind == Stationarity::degenerate);
}

TEST_CASE("undetermined: minima that differ stay distinct, near in energy or not") {
  const auto dcl =
      distinct_of(study_text(8, circle, "preset = \"dcl\"\ntemperature = 0.15", "starts = 30"));
  CHECK(dcl.size() >= 3);
  CHECK(dcl[0].kind == Stationarity::minimum);

  auto ends = ends_of(
      study_of(study_text(6, sphere, "preset = \"simclr\"\ntemperature = 0.1", "starts = 2")));
  ends[1]->latents.col(0) = (ends[1]->latents.col(0) + 1e-5 * ends[1]->latents.col(1)).normalized();
  const auto apart = [&] {
    return distinct_configurations(
               study_of(
                   study_text(6, sphere, "preset = \"simclr\"\ntemperature = 0.1", "starts = 2")),
               ends)
        .size();
  };
  CHECK(apart() == 2);  // the least eigenvalue determines places to 1e-14
  for (auto& end : ends) end->gradient_norm = 1e-5 * end->eigenvalues[0];
  CHECK(apart() == 1);  // these forces would leave 1e-5
  ends[1]->energy += 1e-9;
  CHECK(apart() == 2);
}

TEST_CASE("undetermined: an eigenvalue that one end tells from 0 and another does not") {
  auto ends = ends_of(
      study_of(study_text(6, sphere, "preset = \"simclr\"\ntemperature = 0.1", "starts = 2")));
  ends[1]->zero = 1;
  const StudySetting setting =
      study_of(study_text(6, sphere, "preset = \"simclr\"\ntemperature = 0.1", "starts = 2"));
  CHECK(distinct_configurations(setting, ends).size() == 1);
  ends[1]->zero = 0;
  ends[1]->negative = 1;
  CHECK(distinct_configurations(setting, ends).size() == 2);
}

TEST_CASE("undetermined: where forces vanish before projection rounding is none") {
  for (const std::string& latent :
       {sphere, circle, std::string("manifold = \"box\"\nsides = [1.0, 0.001]")}) {
    CAPTURE(latent);
    const auto distinct = distinct_of(study_text(
        4, latent, "preset = \"alignment\"\ntemperature = 0.1\n[views]\ncount = 2", "starts = 8"));
    REQUIRE(distinct.size() == 1);
    CHECK(distinct[0].kind == Stationarity::degenerate);
  }
  for (const char* preset : {"linear", "nt-xent"}) {  // forces cancel to 1e-4 of the stiffness
    CAPTURE(preset);
    distinct_of(study_text(5, sphere, "preset = \"" + std::string(preset) + "\"\ntemperature = 1e4",
                           "starts = 4"));
  }
}

TEST_CASE("undetermined: the stiffness is the largest eigenvalue, nearly and from below") {
  const auto flow =
      particles("simclr", "sphere", 3, 0.2, theory::configuration_points("icosahedron"));
  const double largest = hessian_spectrum(*flow, flow->initial_state()).largest;
  CHECK(stiffness(*flow, flow->initial_state()) <= largest * (1 + 1e-12));
  CHECK(stiffness(*flow, flow->initial_state()) >= largest / 2);
}

TEST_CASE("undetermined: forces of a real motion are no rounding") {
  Points start = theory::configuration_points("icosahedron");
  start.col(0) = (start.col(0) + 1e-9 * start.col(1)).normalized();
  const auto flow = particles("simclr", "sphere", 3, 0.2, start);
  const FirstOrder at = told_from_rounding(*flow, flow->initial_state(), 1e-12);
  CHECK(at.residual > 1e-11);
}

TEST_CASE("undetermined: starts begin whatever the scale of time is") {
  // Forces of e^33 at the start: E = (1/8)(1 + 7 pairs far away), of two views 1/8 at the least.
  const StudySetting setting = study_of(study_text(
      8, sphere, "preset = \"linear\"\ntemperature = 0.03\n[views]\ncount = 2", "starts = 4"));
  for (const auto& end : ends_of(setting)) {
    REQUIRE(end->stationary);
    CHECK(std::abs(end->energy - 0.1250000000097) < 1e-13);
  }
}

TEST_CASE("undetermined: starts end at temperatures whose forces take times beyond 1e100") {
  for (const int count : {2, 3}) {
    CAPTURE(count);
    const auto distinct = distinct_of(
        study_text(count, sphere, "preset = \"simclr\"\ntemperature = 0.005", "starts = 4"));
    REQUIRE(distinct.size() == 1);
    CHECK(distinct[0].starts.size() == 4);
  }
}

TEST_CASE("undetermined: an eigenvalue of 0 may have any sign, and leaves places open") {
  const StudySetting setting =
      study_of(study_text(6, sphere, "preset = \"simclr\"\ntemperature = 0.1", "starts = 2"));
  const auto found = [&](Index zero_a, Index negative_a, Index zero_b, Index negative_b,
                         double gap) {
    auto ends = ends_of(setting);
    Points& moved = ends[1]->latents;
    moved.col(0) = (moved.col(0) + 2.5 * moved.col(1)).normalized();
    ends[1]->energy = ends[0]->energy + gap;
    for (const auto& [end, zero, negative] :
         {std::tuple{&*ends[0], zero_a, negative_a}, {&*ends[1], zero_b, negative_b}}) {
      end->zero = zero;
      end->negative = negative;
      if (zero > 0) end->eigenvalues[0] = 0;
    }
    return distinct_configurations(setting, ends);
  };
  const auto family = found(4, 1, 3, 0, 1e-12), valley = found(2, 0, 0, 0, 1e-15);
  REQUIRE(family.size() == 1);
  CHECK(family[0].start == 1);
  CHECK(family[0].kind == Stationarity::degenerate);
  REQUIRE(valley.size() == 1);
  CHECK(valley[0].kind == Stationarity::minimum);
  CHECK(found(2, 0, 0, 0, 1e-11).size() == 2);  // of another energy, and elsewhere
  CHECK(found(0, 0, 0, 0, 1e-15).size() == 2);  // both told well
  CHECK(found(1, 0, 0, 2, 1e-15).size() == 2);  // one eigenvalue of 0 is not two below it
}
