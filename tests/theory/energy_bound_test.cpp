#include "simclr_flow/theory/energy_bound.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::energy_bound;

namespace {

struct Size {
  Index samples, views, dim;
};
constexpr Size sizes[] = {{2, 2, 2}, {3, 2, 2}, {5, 2, 2}, {3, 3, 2}, {4, 2, 3}, {6, 2, 3},
                          {7, 1, 3}, {3, 1, 2}, {5, 1, 2}, {4, 1, 3}, {6, 1, 3}};

LatentEnergy energy_of(std::string_view preset, Size size, double tau) {
  return {make_sphere(size.dim), entry(energies(), preset).make(gauss(tau)), size.views};
}

/// The least energy that steepest descent with halved steps reaches from some latents.
double descended(const LatentEnergy& energy, Points z) {
  Points g;
  double value = energy.evaluate(z, &g), step = 1;
  for (int k = 0; k < 150 && step > 1e-9; ++k) {
    Points moved = z - step * g;
    energy.manifold().retract(moved);
    const double next = energy.evaluate(moved, nullptr);
    if (next < value) {
      z = moved;
      value = energy.evaluate(z, &g);
      step *= 2;
    } else {
      step /= 4;
    }
  }
  return value;
}

/// From independent latents, and from samples whose views are near each other.
double least_found(std::string_view preset, Size size, double tau) {
  const LatentEnergy energy = energy_of(preset, size, tau);
  const Index count = size.samples * size.views;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t trial = 0; trial < 4; ++trial) {
    Points z = random_points(size.dim, count, 900 + trial);
    for (Index i = 0; trial % 2 && i < count; ++i)
      z.col(i) = z.col(i - i % size.views) + 0.05 * z.col(i);
    energy.manifold().retract(z);
    least = std::min(least, descended(energy, z));
  }
  return least;
}

/// Of E: logarithms of kernels have the size 1/tau.
double rounding_of(double tau) { return 1e-14 * (1 + 1 / tau); }

Points collapsed(std::string_view name, Size size) {
  return theory::equal_clusters(theory::configuration_points(name, size.dim, size.samples),
                                size.views);
}

}  // namespace

TEST_CASE("energy bound: no energy that is reached lies below, of any views") {
  Index seen = 0;
  for (const theory::EnergyFacts& row : theory::energy_facts())
    for (const Size size : sizes)
      for (const double tau : {0.1, 0.5, 2.0}) {
        const auto bound = energy_bound(row.preset, size.samples, size.views, size.dim, tau);
        CHECK(bound.has_value() ==
              (!row.is_of_inner_products() && (row.preset != "alignment" || size.views > 1)));
        if (!bound) continue;
        INFO(row.preset, ", n = ", size.samples, ", V = ", size.views, ", d = ", size.dim);
        INFO("tau = ", tau);
        CHECK(bound->status == "proven");
        CHECK(least_found(row.preset, size, tau) >= bound->value - rounding_of(tau));
        ++seen;
      }
  CHECK(seen > 200);
}

TEST_CASE(
    "energy bound: the simplex attains it with views that coincide, and nothing above holds") {
  for (const theory::EnergyFacts& row : theory::energy_facts())
    for (const Size size : {Size{3, 2, 2}, Size{3, 3, 2}, Size{4, 2, 3}, Size{5, 2, 4}})
      for (const double tau : {0.1, 0.5, 2.0}) {
        if (row.preset == "uniformity") continue;  // counts pairs of views, which would part
        if (row.is_of_inner_products()) continue;  // of R^d
        INFO(row.preset, ", n = ", size.samples, ", V = ", size.views, ", tau = ", tau);
        const Points z = collapsed(size.dim == 2   ? "triangle"
                                   : size.dim == 3 ? "tetrahedron"
                                                   : "simplex",
                                   size);
        const double reached = energy_of(row.preset, size, tau).evaluate(z, nullptr);
        const auto bound = energy_bound(row.preset, size.samples, size.views, size.dim, tau);
        CHECK(bound->attained);
        CHECK(std::abs(bound->value - reached) < rounding_of(tau));
        // The bound of as many samples as there are latents is none.
        if (row.preset == "nt-xent" && tau == 0.5)
          CHECK(energy_bound(row.preset, size.samples * size.views, 1, size.dim, tau)->value >
                reached + 1e-3);
      }
}

TEST_CASE("energy bound: 4000 latents in pairs are 2000 samples") {
  // log 2 + log(1/2 + (n-1) exp(-n/((n-1) tau))), by NumPy
  CHECK(energy_bound("nt-xent", 2000, 2, 128, 0.5)->value ==
        doctest::Approx(6.294397343754172).epsilon(1e-14));
  CHECK(energy_bound("nt-xent", 4000, 1, 128, 0.5)->value ==
        doctest::Approx(6.987370562590753).epsilon(1e-14));
  CHECK(energy_bound("nt-xent", 4000, 1, 128, 0.5)->value ==
        energy_bound("nt-xent", 4000, 2, 128, 0.5)->value);
  // Three views: log 3 + log(2/3 + 3 exp(-4/(3·.5))) at four samples.
  CHECK(energy_bound("nt-xent", 4, 3, 3, 0.5)->value ==
        doctest::Approx(std::log(2 + 9 * std::exp(-8. / 3))).epsilon(1e-14));
}

TEST_CASE("energy bound: what it does not know") {
  CHECK_FALSE(energy_bound("custom", 4, 2, 3, 0.5));
  CHECK_FALSE(energy_bound("alignment", 4, 1, 3, 0.5));
  CHECK_THROWS_AS(energy_bound("simclr", 1, 2, 3, 0.5), InputError);
  CHECK_THROWS_AS(energy_bound("simclr", 4, 0, 3, 0.5), InputError);
  CHECK_THROWS_AS(energy_bound("simclr", 4, 2, 1, 0.5), InputError);
  CHECK_THROWS_AS(energy_bound("simclr", 4, 2, 3, 1e-5), InputError);
}
