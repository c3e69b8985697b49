// Particles against the spectral solution of the continuum flow on the circle, as N grows.
#include <boost/math/special_functions/erf.hpp>
#include <numbers>

#include "simclr_flow/theory/circle_flow.hpp"
#include "simclr_flow/theory/wrapped_normal.hpp"
#include "support/ambient_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

// Atoms solve the continuum equation exactly, self pair included: a run differs from the solution
// by its start alone. MMD is a norm in which N draws are (1 - <k>)^{1/2} N^{-1/2} away, rms, and
// the flow is continuous in it.
constexpr double spread = 0.7, tau = 0.3, end = 1;

State continuum() {
  const theory::CircleFlow flow(256, tau, 1);
  const State start = flow.projected(theory::wrapped_normal(flow.angles(), spread));
  const theory::CircleRun run = flow.run(start, end, 0.5 * flow.stable_step(start));
  REQUIRE(run.status.outcome == Outcome::done);
  REQUIRE(run.tail < 1e-8);
  return run.density;
}

double mmd_at_end(Points angles, const State& density) {
  const auto flow = particles("simclr", "circle", 2, tau, std::move(angles));
  const auto rk4 = make_rk4({.step = 0.1});
  return std::sqrt(theory::squared_mmd_to_density(latents_at(*flow, *rk4, end), density, tau));
}

Points draws(Index n, std::uint32_t seed) {
  return spread * RandomStream(seed, streams::initial).normals(1, n);
}

/// The normal law's quantiles (i + 1/2)/N.
Points quantiles(Index n) {
  Points angles(1, n);
  for (Index i = 0; i < n; ++i)
    angles(i) = spread * std::numbers::sqrt2 *
                boost::math::erf_inv((2 * static_cast<double>(i) + 1) / static_cast<double>(n) - 1);
  return angles;
}

constexpr Index sizes[] = {32, 96, 288, 864};

}  // namespace

TEST_CASE("continuum limit: independent draws come nearer as N^{-1/2}") {
  const State density = continuum();
  std::vector<double> count, error;
  for (const Index n : sizes) {
    const std::uint32_t seeds = n < 288 ? 96 : 24;
    double squares = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed)
      squares += std::pow(mmd_at_end(draws(n, seed), density), 2) / seeds;
    count.push_back(static_cast<double>(n));
    error.push_back(std::sqrt(squares));
    const double of_draws =
        std::sqrt((1 - theory::mean_kernel_on_circle(density, tau)) / count.back());
    INFO(n, " particles: ", error.back() / of_draws, " of what draws of the law at the end have");
    CHECK(error.back() < 2 * of_draws);
  }
  const double slope = log_slope(count, error);
  INFO("slope ", slope);
  CHECK(std::abs(slope + 0.5) < 0.1);
}

TEST_CASE("continuum limit: quantiles of the start come nearer faster, as 1/N or better") {
  // Their distribution function is off by at most 1/(2N), and so is the mean of every function of
  // bounded variation, which those of the unit ball of k are.
  const State density = continuum();
  std::vector<double> count, error;
  for (const Index n : sizes) {
    count.push_back(static_cast<double>(n));
    error.push_back(mmd_at_end(quantiles(n), density));
  }
  const double slope = log_slope(count, error);
  INFO("slope ", slope);
  CHECK(slope < -0.9);
}

TEST_CASE("continuum limit: particles of another energy stay away") {
  const auto flow = particles("info-nce", "circle", 2, tau, quantiles(1024));
  const auto rk4 = make_rk4({.step = 0.1});
  CHECK(theory::squared_mmd_to_density(latents_at(*flow, *rk4, end), continuum(), tau) > 1e-2);
}
