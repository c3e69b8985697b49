// What minimizes few particles: found from random starts, certified by second derivatives, named.
#include <algorithm>
#include <map>
#include <vector>

#include "simclr_flow/diagnostics/congruence.hpp"
#include "simclr_flow/study/distinct.hpp"
#include "simclr_flow/theory/configuration_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "support/stationary.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr std::pair<const char*, double> families[] = {
    {"nt-xent", 0.5}, {"info-nce", 1}, {"simclr-noself", 0}, {"simclr", 0}};

double family_offset(std::pair<const char*, double> family, Index n) {
  if (family.second > 0) return family.second;
  return std::string_view(family.first) == "simclr" ? double(n) + 1 : double(n);
}

Points uniform_start(Index d, Index n, std::uint32_t seed) {
  return RandomStream(seed, streams::initial).normals(d, n).colwise().normalized();
}

struct Found {
  StationaryPoint point;
  Points latents;
  WeightedPoints atoms() const {
    return distinct_points(latents, State::Ones(latents.cols()), coincident);
  }
};

Found found_from(std::string_view preset, Index d, double tau, Points start,
                 const SearchPlan& plan = {}) {
  const auto flow = particles(preset, "sphere", d, tau, std::move(start));
  StationaryPoint point = stationary_from(*flow, tau, plan);
  Points z = flow->manifold().ambient(flow->outputs(point.x));
  return {std::move(point), std::move(z)};
}

/// The end of least energy from a few random starts.
Found lowest(std::string_view preset, Index d, Index n, double tau) {
  Found best;
  best.point.first.energy = 1e300;
  for (std::uint32_t seed = 1; seed <= 2; ++seed) {
    Found found = found_from(preset, d, tau, uniform_start(d, n, seed));
    REQUIRE(found.point.status.outcome == Outcome::done);
    if (found.point.first.energy < best.point.first.energy) best = std::move(found);
  }
  return best;
}

void check_lowest(std::pair<const char*, double> family, Index d, Index n, double tau,
                  const char* name) {
  CAPTURE(family.first);
  CAPTURE(tau);
  CAPTURE(name);
  const Found best = lowest(family.first, d, n, tau);
  CHECK(best.point.first.residual <= 1e-12);
  CHECK(theory::stationarity_residual(best.latents, tau, family_offset(family, n)) < 1e-12);
  CHECK(best.point.spectrum.negative == 0);
  CHECK(best.point.spectrum.zero == 0);
  CHECK(best.point.spectrum.lowest[0] > 0);
  CHECK(reference_name(best.atoms()) == name);
}

/// Gaps between neighbours on the circle, ascending.
std::vector<double> gaps(const Points& angles) {
  std::vector<double> turned;
  for (const double a : angles.reshaped())
    turned.push_back(a - 2 * M_PI * std::floor(a / (2 * M_PI)));
  std::ranges::sort(turned);
  std::vector<double> between;
  for (std::size_t k = 0; k < turned.size(); ++k)
    between.push_back(k + 1 < turned.size() ? turned[k + 1] - turned[k]
                                            : turned[0] + 2 * M_PI - turned[k]);
  std::ranges::sort(between);
  return between;
}

}  // namespace

TEST_CASE("minimizers: the platonic solids are lowest, minima, and named, for every family") {
  for (const auto& family : families)
    for (const double tau : {0.05, 0.1, 0.5, 1.0}) {
      check_lowest(family, 3, 4, tau, "tetrahedron");
      check_lowest(family, 3, 6, tau, "octahedron");
      check_lowest(family, 3, 12, tau, "icosahedron");
    }
}

TEST_CASE("minimizers: eight particles of S^3 end at the 16-cell") {
  for (const double tau : {0.1, 0.5}) check_lowest({"simclr", 0}, 4, 8, tau, "16-cell");
}

TEST_CASE("minimizers: the dcl octagon is a saddle, its minimum has the gaps of theory") {
  const auto octagon = particles("dcl", "circle", 2, 0.15, polygon_angles(8));
  const StationaryPoint saddle = stationary_from(*octagon, 0.15);
  CHECK(saddle.status.outcome == Outcome::done);
  CHECK(std::abs(saddle.first.energy + 1.25046046) < 1e-8);
  CHECK(saddle.spectrum.negative == 2);
  CHECK(std::abs(saddle.spectrum.lowest[0] + 0.3478) < 1e-4);

  double least = 1e300;
  Points angles;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const Points start = 3 * random_points(1, 8, seed);
    const auto flow = particles("dcl", "circle", 2, 0.15, start);
    const StationaryPoint end = stationary_from(*flow, 0.15);
    REQUIRE(end.status.outcome == Outcome::done);
    CHECK(end.spectrum.negative == 0);
    if (end.first.energy < least) least = end.first.energy, angles = flow->outputs(end.x);
  }
  CHECK(std::abs(least + 1.25922967) < 1e-8);
  const double expected[] = {0.4633, 0.6855, 0.9325, 1.0602};
  const std::vector<double> between = gaps(angles);
  for (std::size_t k = 0; k < 8; ++k) CHECK(std::abs(between[k] - expected[k / 2]) < 1e-4);
}

TEST_CASE("minimizers: the 600-cell displaced returns, stationary, with its index") {
  const Points cell = theory::configuration_points("600-cell");
  Points start = cell + 1e-3 * random_points(4, 120, 3);
  start.colwise().normalize();
  const Found end = found_from("simclr", 4, 0.1, start);
  CHECK(end.point.first.residual <= 1e-12);
  CHECK(reference_name(end.atoms()) == "600-cell");
  CHECK(end.point.spectrum.unknowns == 354);
  CHECK(end.point.spectrum.negative == 0);
}

TEST_CASE("minimizers: the roots of E8 displaced return, stationary, with their index") {
  Points start = theory::configuration_points("E8 roots") + 1e-3 * random_points(8, 240, 3);
  start.colwise().normalize();
  const Found end = found_from("simclr", 8, 0.2, start);
  CHECK(end.point.first.residual <= 1e-12);
  CHECK(reference_name(end.atoms()) == "E8 roots");
  CHECK(end.point.spectrum.unknowns == 240 * 7 - 28);
  CHECK(end.point.spectrum.negative == 0);
}

TEST_CASE("minimizers: a flow that starts at a saddle stays, one displaced from it leaves") {
  Points start = theory::configuration_points("cuboctahedron");
  const Found there = found_from("simclr", 3, 0.2, start);
  CHECK(there.point.spectrum.negative > 0);
  CHECK(reference_name(there.atoms()) == "cuboctahedron");
  start = (start + 1e-3 * random_points(3, 12, 1)).colwise().normalized();
  CHECK(reference_name(found_from("simclr", 3, 0.2, start).atoms()) == "icosahedron");
}
