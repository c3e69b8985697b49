// The augmentation graph: densities integrate to 1, exact two samples, limits, rows that sum to 1.
#include "simclr_flow/theory/augmentation_graph.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::AugmentationGraph;
using theory::ViewLaw;

namespace {

const std::vector<ViewLaw> laws{{.noise = 0.4},
                                {.radius = 0.7},
                                {.noise = 0.3, .radius = 0.5},
                                {.noise = 0.4, .low = 0.6, .high = 1.5},
                                {.radius = 0.7, .low = 0.6, .high = 1.5},
                                {.noise = 0.3, .radius = 0.5, .low = 0.6, .high = 1.5}};

Points square() {
  Points s(2, 4);
  s << 1, -1, -1, 1, 1, 1, -1, -1;
  return s;
}

/// Mean of f over the views of s by draws, and by the density on a grid in the plane.
struct Means {
  double drawn, error, by_density, mass;
};

Means means_of(const ViewLaw& law, const State& s) {
  const auto f = [](const State& x) { return std::exp(-x.squaredNorm() / 2) + 0.3 * x[0]; };
  Means found{0, 0, 0, 0};
  RandomStream random(7, "test");
  constexpr int draws = 20000;
  double squares = 0;
  for (int k = 0; k < draws; ++k) {
    const double here = f(theory::draw_view(law, s, random));
    found.drawn += here / draws;
    squares += here * here / draws;
  }
  found.error = std::sqrt((squares - found.drawn * found.drawn) / draws);
  constexpr int side = 130;
  constexpr double reach = 3, h = 2 * reach / side;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) {
      const State x{{s[0] - reach + (i + 0.5) * h, s[1] - reach + (j + 0.5) * h}};
      const double density = std::exp(theory::log_density(law, x, s)) * h * h;
      found.mass += density;
      found.by_density += density * f(x);
    }
  return found;
}

/// W_12 by the midpoint rule of its definition E_{x~nu(.|1)}[q_2] in one dimension.
double overlap_by_definition(double distance, double spread) {
  constexpr int count = 20000;
  const double reach = 9 * spread, h = 2 * reach / count;
  double sum = 0;
  for (int k = 0; k < count; ++k) {
    const double x = -reach + (k + 0.5) * h;
    const double a = std::exp(-x * x / (2 * spread * spread));
    const double b = std::exp(-(x - distance) * (x - distance) / (2 * spread * spread));
    sum += a * b / (a + b) * h;
  }
  return sum / (spread * std::sqrt(2 * std::numbers::pi));
}

Points two_samples(double distance, Index dim) {
  Points s = Points::Zero(dim, 2);
  s(0, 1) = 0.6 * distance;
  s(dim - 1, 1) += 0.8 * distance;
  if (dim == 1) s(0, 1) = distance;
  return s;
}

double worst_in_errors(const AugmentationGraph& graph, const Points& exact) {
  return ((graph.weights - exact).array() / (graph.error.array() + 1e-15)).abs().maxCoeff();
}

}  // namespace

TEST_CASE("augmentation graph: densities are those of the draws, and integrate to 1") {
  const State s{{0.9, -0.5}};
  for (const ViewLaw& law : laws) {
    INFO("noise ", law.noise, ", radius ", law.radius, ", high ", law.high);
    const Means found = means_of(law, s);
    CHECK(found.mass == doctest::Approx(1).epsilon(1e-2));
    CHECK(std::abs(found.drawn - found.by_density) < 4 * found.error + 4e-3);
  }
  const ViewLaw scaling{.low = 0.5, .high = 2};
  const State x = 1.5 * s;
  CHECK(theory::log_density(scaling, x, s) == doctest::Approx(-std::log(1.5 * s.norm())));
  CHECK(std::isinf(theory::log_density(scaling, State{{0.9, 0.5}}, s)));
}

TEST_CASE("augmentation graph: the overlap of two samples is its definition") {
  for (const double delta : {0.01, 0.5, 1.0, 3.0, 6.0, 9.0})
    CHECK(theory::two_sample_overlap(0.3 * delta, 0.3) ==
          doctest::Approx(overlap_by_definition(0.3 * delta, 0.3)).epsilon(1e-11));
  CHECK(theory::two_sample_overlap(0, 1) == doctest::Approx(0.5).epsilon(1e-15));
  CHECK(theory::two_sample_overlap(40, 1) < 1e-80);
  CHECK_THROWS_AS(theory::two_sample_overlap(1, 0), InputError);
}

TEST_CASE("augmentation graph: draws agree with the exact two samples to 3 standard errors") {
  std::uint64_t seed = 1;
  for (const double distance : {0.4, 1.0, 2.0, 3.0})
    for (const Index dim : {1, 2, 5}) {
      const AugmentationGraph graph =
          theory::augmentation_graph(two_samples(distance, dim), {.noise = 0.7}, 4000, ++seed);
      const double w = theory::two_sample_overlap(distance, 0.7);
      const Points exact{{1 - w, w}, {w, 1 - w}};
      INFO("D = ", distance, ", dim ", dim);
      CHECK(worst_in_errors(graph, exact) < 3);
      CHECK(graph.error(0, 1) < 0.01);
      // A spread off by a fifth, or a graph that forgets the factor n, is seen.
      const double wrong = theory::two_sample_overlap(distance, 0.84);
      CHECK(worst_in_errors(graph, Points{{1 - wrong, wrong}, {wrong, 1 - wrong}}) > 3);
      CHECK(worst_in_errors(graph, exact / 2) > 3);
    }
}

TEST_CASE("augmentation graph: rows sum to 1 to 1e-13, symmetric, no eigenvalue above 1") {
  for (const ViewLaw& law : laws) {
    const Points samples = square() + 0.1 * random_points(2, 4, 3);
    const AugmentationGraph graph = theory::augmentation_graph(samples, law, 50);
    CHECK((graph.weights.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-13);
    CHECK((graph.weights - graph.weights.transpose()).norm() < 1e-15);
    const State values = symmetric_eigenvalues(graph.weights);
    CHECK(values.maxCoeff() < 1 + 1e-13);
    CHECK(graph.weights.minCoeff() > -0.2);
  }
}

TEST_CASE("augmentation graph: little noise leaves samples alone, much makes them one") {
  const Points samples = square();
  const AugmentationGraph small = theory::augmentation_graph(samples, {.noise = 0.02}, 20);
  CHECK((small.weights - Points::Identity(4, 4)).norm() < 1e-14);
  const AugmentationGraph large = theory::augmentation_graph(samples, {.noise = 1e4}, 20);
  CHECK((large.weights - Points::Constant(4, 4, 0.25)).norm() < 1e-3);
  const AugmentationGraph balls = theory::augmentation_graph(samples, {.radius = 0.99}, 20);
  CHECK(balls.weights == Points::Identity(4, 4));
  Points ray(2, 3);
  ray << 1, 1.5, -1, 2, 3, 2;
  const AugmentationGraph scaled = theory::augmentation_graph(ray, {.low = 0.5, .high = 2}, 4000);
  CHECK(scaled.weights(2, 2) == 1);
  // Views of lengths [.5, 2] and [.75, 3]: common where 1.25 long, with densities 1/1.5 and 1/2.25.
  const double a = 1 / 1.5, b = 1 / 2.25, overlap = 1.25 * a * b / (a + b);
  CHECK(std::abs(scaled.weights(0, 1) - overlap) < 3 * scaled.error(0, 1));
}

TEST_CASE("augmentation graph: four samples of a square agree with the sum over a grid") {
  const ViewLaw law{.noise = 0.8};
  const Points samples = square();
  Points exact = Points::Zero(4, 4);
  constexpr double h = 0.05;
  for (double u = -6; u < 6; u += h)
    for (double v = -6; v < 6; v += h) {
      State nu(4);
      for (Index s = 0; s < 4; ++s)
        nu[s] = std::exp(theory::log_density(law, State{{u, v}}, samples.col(s)));
      exact += nu * nu.transpose() / nu.sum() * h * h;
    }
  const AugmentationGraph graph = theory::augmentation_graph(samples, law, 4000);
  CHECK(worst_in_errors(graph, exact) < 3.5);
}

TEST_CASE("augmentation graph: laws and sizes outside the domain are refused") {
  const Points samples = square();
  for (const ViewLaw& law : {ViewLaw{}, ViewLaw{.noise = -1}, ViewLaw{.low = 2, .high = 1},
                             ViewLaw{.noise = 1, .low = 2, .high = 2}})
    CHECK_THROWS_AS(theory::augmentation_graph(samples, law, 10), InputError);
  CHECK_THROWS_AS(theory::augmentation_graph(samples, {.noise = 1}, 1), InputError);
}

TEST_CASE("graph modes: of two pairs and a single sample they are known by hand") {
  // Pairs that share p of their views, a fifth of what is left between the pairs: by symmetry the
  // modes are (1, 1, -1, -1, 0), (1, 1, 1, 1, -4), and differences within the pairs.
  constexpr double p = 0.4, r = 0.05, s = 0.02;
  Points w = Points::Constant(5, 5, r);
  w(0, 1) = w(1, 0) = w(2, 3) = w(3, 2) = p;
  w.row(4).setConstant(s);
  w.col(4).setConstant(s);
  w.diagonal().setZero();
  w.diagonal() = State::Ones(5) - w.rowwise().sum();
  const theory::GraphModes modes = theory::graph_modes(w);
  REQUIRE(modes.values.size() == 2);
  CHECK(modes.values[0] == doctest::Approx(1 - 5 * s).epsilon(1e-14));
  CHECK(modes.values[1] == doctest::Approx(1 - 4 * r - s).epsilon(1e-14));
  const State first = State{{1, 1, 1, 1, -4}}.normalized(),
              second = State{{1, 1, -1, -1, 0}}.normalized();
  CHECK(std::abs(first.dot(modes.vectors.col(0))) == doctest::Approx(1).epsilon(1e-14));
  CHECK(std::abs(second.dot(modes.vectors.col(1))) == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("graph modes: as many as clusters that views connect within and not between, or one") {
  Points clusters(2, 12);
  for (Index i = 0; i < 12; ++i)
    clusters.col(i) = 4 * square().col(i % 4) + 0.2 * random_points(2, 12, 6).col(i);
  const auto graph = [&](double noise) {
    return theory::augmentation_graph(clusters, {.noise = noise}, 200).weights;
  };
  const theory::GraphModes modes = theory::graph_modes(graph(1));
  CHECK(modes.values.size() == 3);  // 4 clusters less the mean
  CHECK(modes.values.minCoeff() > 0.99);
  for (Index i = 4; i < 12; ++i)
    CHECK((modes.vectors.row(i) - modes.vectors.row(i % 4)).norm() < 0.05);
  CHECK(theory::graph_modes(graph(0.001)).values.size() == 11);
  CHECK(theory::graph_modes(graph(1000)).values.size() == 1);
  CHECK_THROWS_AS(theory::graph_modes(Points{{1, 2}, {0, 1}}), InputError);
  CHECK_THROWS_AS(theory::graph_modes(Points{{1, 1}, {1, 1}}), InputError);
  CHECK_THROWS_AS(theory::graph_modes(Points{{1.0}}), InputError);
}

TEST_CASE("graph modes: where views do not tell samples apart there are none") {
  // 11^T/n: 0 besides the leading 1, also to rounding, and of estimates below 0 alone.
  for (const Index n : {2, 3, 7, 40}) {
    const Points uniform = Points::Constant(n, n, 1 / double(n)), one = Points::Identity(n, n);
    for (const double rest : {0.0, 1e-15, -1e-3, -0.2}) {
      const theory::GraphModes modes = theory::graph_modes(rest * one + (1 - rest) * uniform);
      CHECK(modes.values.size() == 0);
      CHECK(modes.vectors.rows() == n);
      CHECK(modes.vectors.cols() == 0);
    }
    // All equal above 0: their span is all functions of mean 0, and not one of them by rounding.
    const theory::GraphModes equal = theory::graph_modes(0.3 * one + 0.7 * uniform);
    CHECK(equal.values.size() == n - 1);
    CHECK((equal.vectors * equal.vectors.transpose() - (one - uniform)).norm() < 1e-12);
  }
  // Views that may be of any sample alike.
  const theory::AugmentationGraph balls =
      theory::augmentation_graph(1e-3 * square(), {.radius = 1e3}, 20);
  CHECK(theory::graph_modes(balls.weights).values.size() <= 1);
}

TEST_CASE("graph modes: they jump where an eigenvalue passes 1/2") {
  const Points uniform = Points::Constant(4, 4, 0.25);
  State u{{1, 1, -1, -1}}, v{{1, -1, 1, -1}};
  u /= 2, v /= 2;
  const auto count = [&](double first, double second) {
    const Points graph = uniform + first * u * u.transpose() + second * v * v.transpose();
    return theory::graph_modes(graph).values.size();
  };
  CHECK(count(0.9, 0.5 + 1e-6) == 2);
  CHECK(count(0.9, 0.5 - 1e-6) == 1);
  CHECK(count(0.5 - 1e-6, 0.4) == 1);
  CHECK(count(0.4, 0.4) == 2);
}

TEST_CASE("spectral contrastive: the minimum is attained by leading modes, and never passed") {
  const Points w = theory::augmentation_graph(random_points(2, 6, 5), {.noise = 0.5}, 200).weights;
  const double n = 6;
  const auto energy = [&](const Points& f) {  // f: d×n, of equal samples
    return -2 * (f * w * f.transpose()).trace() / n + (f.transpose() * f).squaredNorm() / (n * n);
  };
  const SymmetricEigen modes = symmetric_eigen(w);
  for (const Index d : {1, 2, 3, 6}) {
    const double least = theory::spectral_contrastive_minimum(w, d);
    const State lambda = modes.values.tail(d).cwiseMax(0);
    const Points best =
        std::sqrt(n) * (modes.vectors.rightCols(d) * lambda.cwiseSqrt().asDiagonal()).transpose();
    CHECK(energy(best) == doctest::Approx(least).epsilon(1e-13));
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
      CHECK(energy(random_points(d, 6, 100 + seed)) > least);
      CHECK(energy(best + 0.01 * random_points(d, 6, 300 + seed)) > least - 1e-14);
    }
    if (d < 6) CHECK(least > theory::spectral_contrastive_minimum(w, d + 1) - 1e-15);
  }
  // The positive pairs of fixed views: -1/(V-1) besides 1, n times.
  Points pairs = Points::Zero(6, 6);
  for (Index i = 0; i < 6; ++i) pairs(i, i ^ 1) = 1;
  CHECK(theory::spectral_contrastive_minimum(pairs, 2) == doctest::Approx(-2));
  CHECK(theory::spectral_contrastive_minimum(pairs, 5) == doctest::Approx(-3));
  CHECK_THROWS_AS(theory::spectral_contrastive_minimum(w, 0), InputError);
  CHECK_THROWS_AS(theory::spectral_contrastive_minimum(Points{{1, 2}, {0, 1}}, 1), InputError);
}

TEST_CASE("augmentation graph: as many draws as a run can have, or none") {
  CHECK(theory::affordable_draws(Points::Zero(2, 80)) == 200);
  CHECK(theory::affordable_draws(Points::Zero(2, 400)) == 52);  // 5e7/(160000·6)
  CHECK_FALSE(theory::affordable_draws(Points::Zero(2, 401)));
  CHECK(theory::affordable_draws(Points::Zero(2, 2)) == 200);
  CHECK_FALSE(theory::affordable_draws(Points::Zero(2, 1)));      // which has no graph to speak of
  CHECK_FALSE(theory::affordable_draws(Points::Zero(784, 300)));  // .7 draws
}
