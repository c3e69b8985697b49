// Sums of energies: what their terms are, to the last bit, and numbers from elsewhere.
#include "simclr_flow/energy/weighted_sum.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/energy/energy_laws.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::vector<WeightedEnergy> one(double weight, std::unique_ptr<Energy> energy) {
  std::vector<WeightedEnergy> terms;
  terms.push_back({weight, std::move(energy)});
  return terms;
}

std::unique_ptr<Energy> two(double a, std::unique_ptr<Energy> first, double b,
                            std::unique_ptr<Energy> second) {
  auto terms = one(a, std::move(first));
  terms.push_back({b, std::move(second)});
  return make_weighted_sum(std::move(terms));
}

/// Two views of three samples on the circle.
Points on_circle() {
  Points z(2, 6);
  const double angles[] = {0, 0.3, 2, 2.5, 4, 3.2};
  for (Index i = 0; i < 6; ++i) z.col(i) << std::cos(angles[i]), std::sin(angles[i]);
  return z;
}

/// All that an energy tells, as numbers one after the other.
std::vector<double> told(const Energy& energy, const Latents& at) {
  Points gradient, product(at.z.rows(), at.z.cols());
  State variation, variation_dot;
  std::vector<double> all{energy.evaluate(at, &gradient, &variation)};
  const Points v = random_points(at.z.rows(), at.z.cols(), 4);
  energy.derivative(at, {v}, product, &variation_dot);
  for (const Points* part : {&gradient, &product})
    all.insert(all.end(), part->data(), part->data() + part->size());
  for (const State* part : {&variation, &variation_dot})
    all.insert(all.end(), part->data(), part->data() + part->size());
  return all;
}

}  // namespace

TEST_CASE("sums: one term of weight 1 is the energy to the last bit") {
  for (const EnergySample& sample : energy_samples())
    for (const Index views : {1, 2}) {
      INFO(sample.label, ", ", views, " views");
      const Points z = random_points(3, 12, 3);
      const auto sum = make_weighted_sum(one(1, sample.make(gauss(0.4))));
      CHECK(told(*sum, {z, views}) == told(*sample.make(gauss(0.4)), {z, views}));
    }
}

TEST_CASE("sums: everything that is told is linear in the weights") {
  const Points z = random_points(3, 12, 3);
  const Latents at{z, 2};
  const auto a = told(*make_nt_xent(gauss(0.4)), at), b = told(*make_uniformity(gauss(2)), at),
             sum = told(*two(1.7, make_nt_xent(gauss(0.4)), -0.3, make_uniformity(gauss(2))), at);
  REQUIRE(sum.size() == a.size());
  for (std::size_t k = 0; k < sum.size(); ++k)
    CHECK(std::abs(sum[k] - (1.7 * a[k] - 0.3 * b[k])) <= 1e-14 * (1 + std::abs(sum[k])));
}

// By NumPy, from the formulas of Wang & Isola (alpha = 2, t = 2, lambda = 1/2), gradients by
// complex steps.
TEST_CASE("sums: alignment + lambda uniformity of Wang & Isola, by other numbers") {
  const Points z = on_circle();
  const auto energy = two(1, make_alignment(gauss(1)), 0.5, make_uniformity_per_view(gauss(0.25)));
  Points gradient, expected(2, 6);
  expected << -0.83151702, -0.03943679, 0.75049589, -0.44496685, 0.59722876, -0.03180399,
      0.06133287, 0.19801659, -0.87182438, -0.86186394, 0.35507599, 1.11926286;
  CHECK(energy->evaluate({z, 2}, &gradient) == doctest::Approx(-1.6681934564544283).epsilon(1e-14));
  CHECK((gradient - expected).cwiseAbs().maxCoeff() < 1e-8);
  const auto of_all = two(1, make_alignment(gauss(1)), 0.5, make_uniformity(gauss(0.25)));
  CHECK(of_all->evaluate({z, 2}, nullptr) == doctest::Approx(-0.6322673372518165).epsilon(1e-14));
}

/// -mean k of positive pairs + lambda mean k of latents of other samples, with its gradient.
double kernel_contrastive(const Points& z, Index views, double tau, double lambda, Points& g) {
  const double n = static_cast<double>(z.cols()), v = static_cast<double>(views);
  double sum = 0;
  g = Points::Zero(z.rows(), z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j < z.cols(); ++j) {
      if (i == j) continue;
      const bool own = i / views == j / views;
      const State r = z.col(i) - z.col(j);
      const double k = std::exp(-r.squaredNorm() / (2 * tau)),
                   weight = own ? -1 / (n * (v - 1)) : lambda / (n * (n - v));
      sum += weight * k;
      g.col(i) -= 2 * weight * k / tau * r;
    }
  return sum;
}

TEST_CASE("sums: kernel contrastive losses are those of two terms without A") {
  const double lambda = 2, tau = 0.5;
  for (const Index views : {2, 3}) {
    const Points z = random_points(3, 12, 11).colwise().normalized();
    const double v = static_cast<double>(views);
    const ContrastConfig others{
        .outer = ContrastConfig::Outer::linear, .self = false, .mean = false, .positive = false},
        of_other_samples{.outer = ContrastConfig::Outer::linear,
                         .negatives = ContrastConfig::Negatives::other_samples,
                         .mean = false,
                         .positive = false};
    const auto term = [&](const ContrastConfig& parts) {
      return entry(energies(), "custom").make(gauss(tau), parts);
    };
    const auto sum =
        two(-1 / (v - 1), term(others), 1 / (v - 1) + lambda / (12 - v), term(of_other_samples));
    Points expected, gradient;
    const double value = kernel_contrastive(z, views, tau, lambda, expected);
    CHECK(sum->evaluate({z, views}, &gradient) == doctest::Approx(value).epsilon(1e-13));
    CHECK((gradient - expected).norm() < 1e-13);
    CHECK_FALSE(sum->takes_positives());
    CHECK(broken_law(*sum, z, views) == "");
  }
}

TEST_CASE("sums: what they take and what moves them is what their terms say") {
  const auto sum = [](const char* a, const char* b) {
    return two(1, entry(energies(), a).make(gauss(1)), 1, entry(energies(), b).make(gauss(1)));
  };
  CHECK(sum("simclr", "alignment")->takes_view_weights());
  CHECK_FALSE(sum("simclr", "uniformity")->takes_view_weights());
  CHECK(sum("alignment", "uniformity")->takes_positives());
  CHECK_FALSE(sum("uniformity-per-view", "uniformity")->takes_positives());
  CHECK(sum("simclr", "linear")->is_functional_of_law());
  CHECK_FALSE(sum("simclr", "dcl")->is_functional_of_law());
  CHECK(sum("dcl", "simclr-cross")->tells_views_apart());
  CHECK_FALSE(sum("dcl", "spectral")->is_translation_invariant());
  CHECK(sum("dcl", "alignment")->is_translation_invariant());
}

TEST_CASE("sums: weights of views, positives, and terms without positives beside them") {
  const Points z = random_points(2, 12, 9);
  const State weights = (State(3) << 0.2, 0.5, 0.3).finished();
  const Positives labels = Positives::of_labels({0, 1, 0, 1});
  const auto value = [](const Energy& energy, const Latents& at) {
    return energy.evaluate(at, nullptr);
  };
  const Latents by_weights{z, 3, nullptr, &weights}, by_labels{z, 3, nullptr, nullptr, &labels},
      plain{z, 3};
  const auto simclr = make_simclr(gauss(0.4)), alignment = make_alignment(gauss(1)),
             uniformity = make_uniformity(gauss(0.4));
  CHECK(value(*two(2, make_simclr(gauss(0.4)), 0.5, make_alignment(gauss(1))), by_weights) ==
        doctest::Approx(2 * value(*simclr, by_weights) + 0.5 * value(*alignment, by_weights))
            .epsilon(1e-14));
  CHECK(
      value(*two(1, make_alignment(gauss(1)), 3, make_uniformity(gauss(0.4))), by_labels) ==
      doctest::Approx(value(*alignment, by_labels) + 3 * value(*uniformity, plain)).epsilon(1e-14));
}

TEST_CASE("sums: infinite terms of both signs are infinite, not no number") {
  Points z = 1e3 * random_points(2, 6, 10);  // R/A overflows
  const auto linear = [] { return make_linear(gauss(1e-3)); };
  const double infinity = std::numeric_limits<double>::infinity();
  REQUIRE(linear()->evaluate({z, 2}, nullptr) == infinity);
  CHECK(two(1, linear(), 1, linear())->evaluate({z, 2}, nullptr) == infinity);
  CHECK(two(1, linear(), -1, linear())->evaluate({z, 2}, nullptr) == infinity);
  CHECK(two(-1, linear(), -1, linear())->evaluate({z, 2}, nullptr) == -infinity);
  z.col(3) = z.col(1);
  const auto pole = two(1, make_alignment(gauss(1)), 1,
                        make_linear({entry(kernels(), "riesz"), 1, {{"exponent", 1}}}));
  CHECK(pole->why_not_finite({z, 1}).find("latents 1 and 3 are in one place") != std::string::npos);
}

TEST_CASE("sums: nothing is 0 without a sign, unless it is one energy's own") {
  const auto sum = make_weighted_sum(one(-0.5, make_alignment(gauss(0.3))));
  CHECK_FALSE(std::signbit(sum->evaluate({on_circle(), 1}, nullptr)));
}

TEST_CASE("sums: weights that are 0 or no number, and no terms, are refused") {
  CHECK_THROWS_WITH_AS(make_weighted_sum({}), doctest::Contains("has no terms"), InputError);
  for (const double weight : {0.0, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS_WITH_AS(make_weighted_sum(one(weight, make_simclr(gauss(1)))),
                         doctest::Contains("allowed: finite, and not 0"), InputError);
}
