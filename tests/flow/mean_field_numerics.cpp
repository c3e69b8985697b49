// The mean-field limit: flows of networks depend on the law of their neurons alone, and come to its
// limit as m^{-1/2}.
#include <algorithm>

#include "simclr_flow/energy/contrastive.hpp"
#include "support/neurons.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double end = 3;  // by then latents have spread over the circle

/// Four discs of 4 points about (±1, ±1), and where their latents start.
struct Discs {
  Points x{2, 16}, start = 0.3 * random_points(1, 16, 92);
  Discs() {
    const Points inside = 0.2 * random_points(2, 16, 91);
    for (Index i = 0; i < 16; ++i)
      x.col(i) = inside.col(i) + Eigen::Vector2d(i % 4 < 2 ? 1 : -1, i % 2 ? 1 : -1);
  }
};

Points angles_at_end(const Network& network, const State& w, double step) {
  const Discs discs;
  const auto flow = flow_from(network, w, discs.x, discs.start, make_circle());
  const auto method = make_rk4({.step = step});
  REQUIRE(Run(*flow, *method, {.end = end}, {}).go().status.outcome == Outcome::done);
  return flow->outputs(method->interpolate(end));
}

/// The largest difference of latents at the end when every neuron is doubled.
double change_by_doubling(Scaling scaling) {
  const Network once = mean_field_network(40, 1, true, scaling),
                twice = mean_field_network(80, 1, true, scaling);
  const State w = initial_weights(once, 93);
  const Points theta = neurons(once, w);
  const State doubled = parameters_of(theta.replicate(1, 2));
  return (angles_at_end(once, w, 0.05) - angles_at_end(twice, doubled, 0.05)).cwiseAbs().maxCoeff();
}

/// Long steps, of every width and of the limit alike: their error is smooth in the law, and leaves
/// the order as it is.
Points angles_of_width(Index width, std::uint64_t seed) {
  const Network network = mean_field_network(width, 1);
  return angles_at_end(network, initial_weights(network, seed), 0.3);
}

/// The limit: the mean over seeds of wide networks.
Points limit() {
  constexpr int seeds = 6;
  Points mean = Points::Zero(1, 16);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) mean += angles_of_width(4000, seed) / seeds;
  return mean;
}

}  // namespace

TEST_CASE("mean field: doubled neurons have the same flow of latents") {
  const double change = change_by_doubling(Scaling::mean_field);
  INFO("largest change ", change);
  CHECK(change < 1e-10);
  CHECK(change_by_doubling(Scaling::ntk) > 1e-3);
}

TEST_CASE("mean field: latents come to the limit as the square root of the width") {
  const Points exact = limit();
  std::vector<double> widths, errors;
  for (const Index width : {30, 90, 270, 810}) {
    std::vector<double> of_seeds;
    for (std::uint64_t seed = 101; seed < 116; ++seed)
      of_seeds.push_back((angles_of_width(width, seed) - exact).norm() / 4);
    std::ranges::nth_element(of_seeds, of_seeds.begin() + 7);
    widths.push_back(static_cast<double>(width));
    errors.push_back(of_seeds[7]);
    MESSAGE("width " << width << ": error " << errors.back());
  }
  const double slope = log_slope(widths, errors);
  INFO("slope ", slope);
  CHECK(std::abs(slope + 0.5) < 0.1);
  // they have gone far: the start is no limit
  CHECK((exact - Discs().start).norm() / 4 > 0.5);
}
