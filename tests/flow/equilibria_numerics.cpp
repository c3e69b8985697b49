// Where flows of few particles end, and what holds on their way.
#include <array>

#include "simclr_flow/diagnostics/congruence.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "support/ambient_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double tolerance = 1e-8;

/// Whether the Gram matrices of points are one up to a permutation, to the tolerance in every
/// entry.
bool are_congruent(const Points& a, const Points& b) {
  const State ones = State::Ones(a.cols());
  return congruence({a, ones}, {b, ones}, tolerance).has_value();
}

Points uniform_start(Index d, Index n, std::uint32_t seed) {
  return RandomStream(seed, streams::initial).normals(d, n).colwise().normalized();
}

Points octagon() {
  Points angles(1, 8);
  for (Index i = 0; i < 8; ++i) angles(i) = M_PI / 4 * double(i);
  return angles + 1e-3 * random_points(1, 8, 77);
}

double end_of(std::string_view preset, double time, Points& latents) {
  const auto flow = particles(preset, "circle", 2, 0.15, octagon());
  const auto bdf = make_bdf({.rtol = 1e-10, .atol = 1e-12});
  latents = latents_at(*flow, *bdf, time);
  return theory::family_energy(latents, 0.15, preset == "dcl" ? 0 : 0.5);
}

}  // namespace

TEST_CASE("equilibria: few particles on the sphere end at the platonic solids") {
  const std::array<std::pair<const char*, Index>, 3> solids{
      {{"tetrahedron", 4}, {"octahedron", 6}, {"icosahedron", 12}}};
  for (const auto& [name, count] : solids) {
    const Points expected = theory::configuration_points(name);
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      const auto flow = particles("simclr", "sphere", 3, 0.3, uniform_start(3, count, seed));
      const auto dopri5 = make_dopri5({.rtol = 1e-10, .atol = 1e-12});
      CHECK(are_congruent(latents_at(*flow, *dopri5, 2000), expected));
    }
  }
}

TEST_CASE("equilibria: a solid of one point moved by 1e-7, and another solid, are told apart") {
  Points z = theory::configuration_points("icosahedron");
  const Points expected = z;
  Points turned = Points(Eigen::Matrix3d{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}) * z.rowwise().reverse();
  CHECK(are_congruent(turned, expected));
  turned.col(3) = (turned.col(3) + 1e-7 * turned.col(1)).normalized();
  CHECK_FALSE(are_congruent(turned, expected));
  CHECK_FALSE(are_congruent(theory::configuration_points("cuboctahedron"), expected));
}

TEST_CASE("equilibria: without its positive pair the octagon is left for a lower energy") {
  Points end;
  const Points polygon = theory::configuration_points("polygon", 2, 8);
  // The octagon is left at the rate 0.35, the way down after it has one of 0.006.
  CHECK(std::abs(end_of("dcl", 1e4, end) + 1.25922967) < 1e-8);
  CHECK_FALSE(are_congruent(end, polygon));
  end_of("nt-xent", 1e4, end);
  CHECK(are_congruent(end, polygon));
}

TEST_CASE("equilibria: at rest the steps of bdf grow with the time") {
  for (const std::string_view preset : {"simclr", "nt-xent", "info-nce"}) {
    CAPTURE(preset);
    const auto flow = particles(preset, "circle", 2, 0.15, octagon());
    const auto bdf = make_bdf({.rtol = 1e-10, .atol = 1e-12});
    const RunResult result = Run(*flow, *bdf, {.end = 1e6, .max_steps = 3000}, {}).go();
    INFO(result.status.reason);
    CHECK(result.status.outcome == Outcome::done);
  }
}

TEST_CASE("equilibria: the gap is above Theorem B in every frame of every flow") {
  constexpr Index count = 24;
  std::vector<double> times;
  for (int k = -20; k <= 17; ++k) times.push_back(std::pow(10, k / 10.0));
  for (const Index d : {2, 3, 4, 8})
    for (const double tau : {0.1, 0.5, 1.0}) {
      const theory::Certificate bound = theory::certificate(d, tau);
      double tightest = 1e300;
      for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        const auto flow = particles("simclr", "sphere", d, tau, uniform_start(d, count, seed));
        const auto dopri5 = make_dopri5({.rtol = 1e-6, .atol = 1e-8});
        EveryRow rows(times, [&](double, double energy, const Points& z) {
          const double gap = energy - bound.minimum;
          const double squared = theory::squared_mmd_to_uniform(z, tau);
          CHECK(gap >= bound.factor * squared - 1e-14);
          if (squared > 1e-10) tightest = std::min(tightest, gap / squared);
        });
        Observer* const observers[] = {&rows};
        const RunResult result = Run(*flow, *dopri5, {.end = times.back()}, observers).go();
        CHECK(result.status.outcome == Outcome::done);
      }
      INFO("d = ", d, ", tau = ", tau, ": gap/MMD^2 down to ", tightest, ", factor ", bound.factor);
      CHECK(tightest < 2.5 * bound.factor);  // twice the factor or so would be wrong
    }
}
