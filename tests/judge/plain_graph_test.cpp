// The graph of the views by judge's own draws: its densities are theory's, two samples are known
// exactly, right graphs lie within what it allows, and planted errors do not.
#include "judge/plain_graph.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "judge/spectral_modes.hpp"
#include "simclr_flow/core/error.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::ViewLaw;

namespace {

const std::vector<ViewLaw> laws{{.noise = 0.4},
                                {.radius = 0.7},
                                {.noise = 0.2, .low = 0.6, .high = 1.5},
                                {.radius = 0.7, .low = 0.6, .high = 1.5}};

/// Four clusters of so many samples each.
Points clusters(Index each) {
  Points samples = 0.3 * random_points(2, 4 * each, 5);
  for (Index i = 0; i < samples.cols(); ++i) {
    samples(0, i) += i % 4 < 2 ? 1 : -1;
    samples(1, i) += i % 2 ? 1 : -1;
  }
  return samples;
}

/// By how much of what is allowed a graph is off, worst of all functions and their sum.
double excess(const Points& graph, const Points& samples, const ViewLaw& law, Index other_draws,
              std::uint64_t seed = 1) {
  const Points modes = modes_of(plain_graph(samples, law, 200, seed)).vectors;
  const Points functions = modes.rightCols(std::min<Index>(8, modes.cols()));
  const auto [own, allowed] =
      estimated_connection(samples, law, functions, 1000, other_draws, seed);
  const Connection found = connection_of(graph, functions);
  const double of_functions =
      ((found.of_functions - own.of_functions).array().abs() / allowed.of_functions.array())
          .maxCoeff();
  return std::max(of_functions, std::abs(found.of_all - own.of_all) / allowed.of_all);
}

Points theorys(const Points& samples, const ViewLaw& law, Index draws, std::uint64_t seed = 1) {
  return theory::augmentation_graph(samples, law, draws, seed).weights;
}

}  // namespace

TEST_CASE("plain graph: shares of the samples in a view are those of theory's densities") {
  const Points samples = clusters(2);
  RandomStream random(3, "test");
  std::vector<ViewLaw> all = laws;
  all.push_back({.low = 0.5, .high = 2});
  for (const ViewLaw& law : all)
    for (Index k = 0; k < 40; ++k) {
      const State x = theory::draw_view(law, samples.col(k % 8), random);
      State logs(8);
      for (Index s = 0; s < 8; ++s) logs[s] = theory::log_density(law, x, samples.col(s));
      const State q = (logs.array() - logs.maxCoeff()).exp();
      CHECK((plain_shares(samples, law, x) - q / q.sum()).norm() < 1e-9);
    }
  // A sample at 0 is scaled to itself.
  Points with_zero = samples;
  with_zero.col(0).setZero();
  CHECK(plain_shares(with_zero, {.low = 0.5, .high = 2}, State::Zero(2))[0] == 1);
}

TEST_CASE("plain graph: views have the moments of their law") {
  const State s{{0.9, -0.5, 0.2}};
  RandomStream random(4, "test");
  const ViewLaw law{.radius = 0.7, .low = 0.6, .high = 1.5};
  constexpr int draws = 40000;
  State mean = State::Zero(3);
  double square = 0, farthest = 0;
  for (int k = 0; k < draws; ++k) {
    const State x = plain_view(law, s, random);
    mean += x / draws;
    square += (x - 1.05 * s).squaredNorm() / draws;
    const State ray = x - std::clamp(x.dot(s) / s.squaredNorm(), 0.6, 1.5) * s;
    farthest = std::max(farthest, ray.norm());
  }
  CHECK((mean - 1.05 * s).norm() < 0.02);
  CHECK(square == doctest::Approx(3.0 / 5 * 0.49 + 0.81 / 12 * s.squaredNorm()).epsilon(0.02));
  CHECK(farthest <= 0.7);
  CHECK(farthest > 0.69);
}

TEST_CASE("plain graph: of two samples under noise it is the exact integral") {
  for (const double distance : {0.4, 1.0, 2.0}) {
    Points samples = Points::Zero(3, 2);
    samples(1, 1) = distance;
    const double w = theory::two_sample_overlap(distance, 0.7);
    const State apart{{1, -1}};
    const auto [own, allowed] =
        estimated_connection(samples, {.noise = 0.7}, apart, 20000, 1'000'000, 1);
    CHECK(std::abs(own.of_functions[0] - 4 * w) < allowed.of_functions[0]);
    CHECK(std::abs(own.of_all - 2 * w) < allowed.of_all);
    CHECK(allowed.of_all < 0.1 * own.of_all + 0.01);
    const Points exact{{1 - w, w}, {w, 1 - w}};
    CHECK(connection_of(exact, apart).of_functions[0] == doctest::Approx(4 * w).epsilon(1e-14));
    CHECK(connection_of(exact, apart).of_all == doctest::Approx(2 * w).epsilon(1e-14));
    const Points drawn = plain_graph(samples, {.noise = 0.7}, 20000, 1);
    CHECK((drawn - exact).cwiseAbs().maxCoeff() < 0.02);
  }
}

TEST_CASE("plain graph: theory's graph lies within what is allowed, whatever the seed") {
  const Points samples = clusters(5);
  double worst = 0;
  for (const ViewLaw& law : laws)
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
      worst = std::max(worst, excess(theorys(samples, law, 50, seed), samples, law, 50, seed));
  CHECK(worst < 1);
  CHECK(worst > 0.05);  // or far too much is allowed
}

TEST_CASE("plain graph: planted errors of a graph are seen") {
  const Points samples = clusters(5);
  const Index n = samples.cols();
  const Points one = Points::Identity(n, n);
  for (const ViewLaw& law : laws) {
    const Points right = theorys(samples, law, 200);
    CAPTURE(law.noise);
    CAPTURE(law.low);
    REQUIRE(excess(right, samples, law, 200) < 1);
    ViewLaw wider = law, unscaled = law;  // wrong sigma or radius, a scaling that is forgotten
    wider.noise *= 1.25;
    wider.radius *= 1.25;
    unscaled.low = unscaled.high = 1;
    CHECK(excess(theorys(samples, wider, 200), samples, law, 200) > 1);
    if (law.scales()) CHECK(excess(theorys(samples, unscaled, 200), samples, law, 200) > 1);
    CHECK(excess((one + right) / 2, samples, law, 200) > 1);  // a factor of the Laplacian
    CHECK(excess(right * right, samples, law, 200) > 1);      // two steps of the walk for one
    CHECK(excess(right / double(n), samples, law, 200) > 1);  // the factor n is missing
    Points permuted = right;  // rows of other samples: the same spectrum, other modes
    permuted.col(0).swap(permuted.col(1));
    permuted.row(0).swap(permuted.row(1));
    CHECK(excess(permuted, samples, law, 200) > 1);
  }
}

TEST_CASE("spectral modes: judge's are theory's, from Helmert's basis") {
  const Points samples = clusters(3);
  for (const double noise : {0.001, 0.2, 0.5, 1.0, 1000.0}) {
    const Points graph = theorys(samples, {.noise = noise}, 50);
    const Points a = modes_of(graph).vectors, b = theory::graph_modes(graph).vectors;
    REQUIRE(a.cols() == b.cols());
    CHECK((a * a.transpose() - b * b.transpose()).norm() < 1e-9);
    CHECK(a.colwise().sum().norm() < 1e-12);
  }
  const Points uniform = Points::Constant(5, 5, 0.2), one = Points::Identity(5, 5);
  CHECK(modes_of(uniform).vectors.cols() == 0);
  CHECK(modes_of(uniform).is_clear);
  // Eigenvalues of 1/2, but for rounding, are no matter to judge; others are.
  for (const double off : {0.0, 1e-14, -1e-14})
    CHECK_FALSE(modes_of((0.5 + off) * one + (0.5 - off) * uniform).is_clear);
  for (const double off : {1e-6, -1e-6})
    CHECK(modes_of((0.5 + off) * one + (0.5 - off) * uniform).is_clear);
}
