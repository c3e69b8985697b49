// Rates of linear stability, from flows that start near a stationary law on the circle.
#include "simclr_flow/theory/stability.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double size = 1e-5, tolerance = 1e-6;

Points polygon_angles(Index vertices, Index repeat = 1) {
  Points angles(1, vertices * repeat);
  for (Index i = 0; i < angles.size(); ++i)
    angles(i) = 2 * M_PI * double(i / repeat) / double(vertices);
  return angles;
}

/// (ln of the growth of the mode from t = 0 to time)/time.
double measured_rate(std::string_view preset, double tau, const Points& angles, const Points& mode,
                     double time) {
  const std::shared_ptr<const Energy> energy = entry(energies(), preset).make(gauss(tau));
  const auto flow =
      make_particle_flow(LatentEnergy(make_circle(), energy, 1), angles + size * mode);
  const auto dopri5 = make_dopri5({.rtol = 1e-12, .atol = 1e-13});
  REQUIRE(Run(*flow, *dopri5, {.end = time}, {}).go().status.outcome == Outcome::done);
  const Points moved = flow->outputs(dopri5->interpolate(time)) - angles;
  return std::log(moved.cwiseProduct(mode).sum() / (size * mode.squaredNorm())) / time;
}

/// |measured/expected - 1| over one e-folding, at most 300 units of time.
double departure(std::string_view preset, double tau, const Points& angles, const Points& mode,
                 double expected) {
  const double time = std::min(300.0, 1 / std::abs(expected));
  return std::abs(measured_rate(preset, tau, angles, mode, time) / expected - 1);
}

Points wave(const Points& angles, Index mode) {
  return (static_cast<double>(mode) * angles.array()).cos();
}

/// Displacements of the particles of every atom that sum to zero.
Points splitting(Index atoms) { return Eigen::RowVector4d(3, -1, -1, -1).replicate(1, atoms); }

}  // namespace

TEST_CASE("rates: modes of the uniform law on the circle decay") {
  const Points angles = polygon_angles(64);
  for (const double tau : {0.1, 0.3, 1.0})
    for (Index mode = 1; mode <= 5; ++mode) {
      const double error =
          departure("simclr", tau, angles, wave(angles, mode), theory::uniform_rate(mode, 2, tau));
      INFO("tau ", tau, ", mode ", mode, ": relative error ", error);
      CHECK(error < tolerance);
    }
}

TEST_CASE("rates: modes of a polygon decay, or grow where theory says so") {
  const std::pair<const char*, double> presets[] = {
      {"simclr", 9}, {"simclr-noself", 8}, {"info-nce", 1}, {"nt-xent", 0.5}, {"dcl", 0}};
  const Points angles = polygon_angles(8);
  CHECK(theory::polygon_rate(1, 8, 0.15, 0) > 0);
  for (const auto& [preset, a] : presets)
    for (const double tau : {0.15, 0.4})
      for (Index mode = 1; mode <= 4; ++mode) {
        const double error = departure(preset, tau, angles, wave(angles, mode),
                                       theory::polygon_rate(mode, 8, tau, a));
        INFO(preset, ", tau ", tau, ", mode ", mode, ": relative error ", error);
        CHECK(error < tolerance);
      }
}

TEST_CASE("rates: equal atoms on the circle split") {
  const std::pair<Index, double> atoms[] = {{1, 0.2}, {2, 0.2}, {3, 0.2}, {4, 0.2}, {4, 1.0}};
  for (const auto& [count, tau] : atoms) {
    const double error = departure("simclr", tau, polygon_angles(count, 4), splitting(count),
                                   theory::splitting_rate(count, tau));
    INFO(count, " atoms, tau ", tau, ": relative error ", error);
    CHECK(error < tolerance);
  }
}

TEST_CASE("rates: a rate that is wrong by 1e-5, of another mode or of another energy is rejected") {
  const Points angles = polygon_angles(8), mode = wave(angles, 1);
  const double right = theory::polygon_rate(1, 8, 0.15, 0);
  for (const double wrong : {right * (1 + 1e-5), theory::polygon_rate(2, 8, 0.15, 0),
                             theory::polygon_rate(1, 8, 0.15, 1)}) {
    CAPTURE(wrong);
    CHECK_FALSE(departure("dcl", 0.15, angles, mode, wrong) < tolerance);
  }
}
