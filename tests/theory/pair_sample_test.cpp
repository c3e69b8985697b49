// Estimates from the sums of a few latents with all: right in the mean, and off by what they say.
#include "simclr_flow/theory/pair_sample.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/plain_measures.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::Estimate;
using theory::PairSample;
using theory::PlainEnergy;

namespace {

const theory::PlainSpace& sphere() { return theory::plain_space("sphere"); }

/// Clusters on the sphere, views beside each other: kernels, weights and gradients vary.
Points clustered(Index samples, Index views) {
  Points z = 0.3 * random_points(3, samples * views, 21);
  for (Index i = 0; i < z.cols(); ++i) {
    const Index cluster = i / views % 4;
    z(cluster % 3, i) += cluster < 3 ? 1 : -1;
    z.col(i) += 0.2 * random_points(3, samples, 22).col(i / views);
  }
  return z.colwise().normalized();
}

/// How far estimates are off over several draws, in units of the errors that they tell.
struct Offs {
  double mean = 0, mean_square = 0, largest = 0;
  int count = 0;

  void see(double off) {
    mean += off;
    mean_square += off * off;
    largest = std::max(largest, std::abs(off));
    ++count;
  }
  void check() const {
    CHECK(largest <= 5);
    CHECK(std::abs(mean / count) <= 4 / std::sqrt(double(count)));
    CHECK(mean_square / count <= 2);  // 12 draws: 1 in the mean, or less
  }
};

void see(Offs& offs, const Estimate& estimate, double right) {
  offs.see((estimate.value - right) / (estimate.error + 1e-13));
}

}  // namespace

TEST_CASE("pair sample: halves are disjoint, whole, and drawn by the seed") {
  const theory::Halves halves = theory::draw_halves(50, 20, 3);
  std::set<Index> seen(halves.first.begin(), halves.first.end());
  seen.insert(halves.second.begin(), halves.second.end());
  CHECK(seen.size() == 40);
  CHECK(*seen.begin() >= 0);
  CHECK(*seen.rbegin() < 50);
  CHECK(theory::draw_halves(50, 20, 3).first == halves.first);
  CHECK(theory::draw_halves(50, 20, 4).first != halves.first);
  CHECK(theory::draw_halves(4, 2, 1).first.size() == 2);
  CHECK_THROWS_AS(theory::draw_halves(4, 3, 1), InputError);
  CHECK_THROWS_AS(theory::draw_halves(4, 0, 1), InputError);
}

TEST_CASE("pair sample: energies and gradients of every contrast are right in the mean") {
  for (const EnergySample& sample : energy_samples())
    for (const Index views : {1, 2}) {
      if (!sample.sum.terms.empty()) continue;  // which are not estimated
      const PlainEnergy energy = sample.plain(kernels().front(), 0.3).front().energy;
      if (!theory::can_be_sampled(energy, views)) continue;
      INFO(sample.label, ", ", views, " views");
      const Points z = clustered(300, views);
      const theory::PlainSum plain = theory::plain_sum(energy, z, views);
      const double norm = theory::gradient_norm(plain, z, sphere());
      Offs of_energy, of_gradient, of_columns;
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const PairSample found =
            theory::pair_sample(energy, sphere(), z, views, {}, theory::draw_halves(300, 40, seed));
        see(of_energy, found.energy, plain.value);
        see(of_gradient, found.squared_gradient, norm * norm);
        for (Index k = 0; k < found.gradient.errors.size(); k += 7)
          of_columns.see((found.gradient.gradient.col(k) -
                          plain.gradient.col(found.gradient.latents[std::size_t(k)]))
                             .norm() /
                         (found.gradient.errors[k] + 1e-15));
      }
      of_energy.check();
      of_gradient.check();
      // Each variance is seen in 39 samples, those of one draw together.
      CHECK(of_columns.largest <= 10);
      CHECK(of_columns.mean_square / of_columns.count <= 2.5);
    }
}

TEST_CASE("pair sample: other kernels, and views of a quadrature") {
  State weights(3);
  weights << 0.5, 0.3, 0.2;
  const Points z = clustered(200, 3);
  for (const KernelEntry& kernel : finite_kernels())
    for (const char* preset : {"simclr", "simclr-noself", "info-nce"}) {
      INFO(kernel.name, ", ", preset);
      const PlainEnergy energy{preset, kernel.name, 0.4, {}, standard_parameters(kernel)};
      const auto plain = theory::plain_sum_by_quadrature(energy, z, weights);
      const double norm = theory::gradient_norm(plain, z, sphere(), weights);
      Offs of_energy, of_gradient;
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const PairSample found = theory::pair_sample(energy, sphere(), z, 3, weights,
                                                     theory::draw_halves(200, 30, seed));
        see(of_energy, found.energy, plain.value);
        see(of_gradient, found.squared_gradient, norm * norm);
      }
      of_energy.check();
      of_gradient.check();
    }
}

TEST_CASE("pair sample: mean kernels, by masses and of others") {
  const Points z = clustered(300, 1);
  double by_mass = 0;
  for (Index i = 0; i < 300; ++i)
    for (Index j = 0; j < 300; ++j)
      by_mass += std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 0.6) / 90000;
  Offs of_mass, of_others;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const PairSample found = theory::pair_sample({"simclr", "gauss", 0.3}, sphere(), z, 1, {},
                                                 theory::draw_halves(300, 40, seed));
    see(of_mass, *found.by_mass, by_mass);
    see(of_others, *found.others, std::exp(theory::plain_uniformity(z, 0.3)));
  }
  of_mass.check();
  of_others.check();
}

namespace {

Points equal_angles(Index n) {
  Points z(2, n);
  for (Index i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * double(i) / double(n);
    z.col(i) << std::cos(angle), std::sin(angle);
  }
  return z;
}

/// Nearly even on the sphere.
Points fibonacci(Index n) {
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  Points z(3, n);
  for (Index i = 0; i < n; ++i) {
    const double height = 1 - (2 * double(i) + 1) / double(n), r = std::sqrt(1 - height * height);
    z.col(i) << r * std::cos(golden * double(i)), r * std::sin(golden * double(i)), height;
  }
  return z;
}

}  // namespace

TEST_CASE("pair sample: near equilibria, where gradients are nothing but errors") {
  for (const Points& z : {equal_angles(300), fibonacci(400), fibonacci(2000)})
    for (const double tau : {0.1, 0.5}) {
      INFO(z.rows(), " x ", z.cols(), ", tau ", tau);
      const PlainEnergy energy{"simclr", "gauss", tau};
      const theory::PlainSum plain = theory::plain_sum(energy, z, 1);
      const double norm = theory::gradient_norm(plain, z, sphere());
      Offs of_energy, of_gradient;
      double bias = 0, spread = 0;
      for (std::uint64_t seed = 1; seed <= (z.cols() > 1000 ? 6 : 60); ++seed) {
        const PairSample found = theory::pair_sample(energy, sphere(), z, 1, {},
                                                     theory::draw_halves(z.cols(), 70, seed));
        see(of_gradient, found.squared_gradient, norm * norm);
        see(of_energy, found.energy, plain.value);
        bias += found.squared_gradient.value - norm * norm;
        spread += std::pow(found.squared_gradient.value - norm * norm, 2);
      }
      of_energy.check();
      CHECK(of_gradient.largest <= 3);                 // errors hold the tails of squares
      CHECK(std::abs(bias) <= 4 * std::sqrt(spread));  // right in the mean
    }
}

TEST_CASE("pair sample: estimates are far nearer than a mean of as many rows") {
  const Points z = clustered(2000, 1);
  const PlainEnergy energy{"simclr", "gauss", 0.2};
  const PairSample found =
      theory::pair_sample(energy, sphere(), z, 1, {}, theory::draw_halves(2000, 400, 1));
  CHECK(found.energy.error <= 5e-4);  // rows differ by about .1: a mean of 800 has 3e-3
  CHECK(found.squared_gradient.error <= 0.02 * found.squared_gradient.value);
}

TEST_CASE(
    "pair sample: no number depends on the number of threads, and other energies are refused") {
  const Points z = clustered(300, 2);
  const theory::Halves halves = theory::draw_halves(300, 40, 2);
  const Index threads = thread_count();
  const auto with = [&](Index count) {
    set_thread_count(count);
    return theory::pair_sample({"nt-xent", "gauss", 0.3}, sphere(), z, 2, {}, halves);
  };
  const PairSample one = with(1), three = with(3);
  set_thread_count(threads);
  CHECK(one.energy.value == three.energy.value);
  CHECK(one.squared_gradient.error == three.squared_gradient.error);
  CHECK(one.gradient.gradient == three.gradient.gradient);
  CHECK_THROWS_AS(theory::pair_sample({"nt-xent", "gauss", 0.3}, sphere(), z, 2, {},
                                      theory::draw_halves(300, 3, 2)),
                  InputError);
  CHECK_FALSE(theory::can_be_sampled({"uniformity", "gauss", 0.3}, 1));
  CHECK_THROWS_AS(theory::pair_sample({"uniformity", "gauss", 0.3}, sphere(), z, 2, {}, halves),
                  std::invalid_argument);
}
