// Every energy by fast sums against the same by direct ones.
#include <doctest/doctest.h>

#include "simclr_flow/kernel_sum/summation.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double accuracy = 1e-11;

Profile fast_profile(double tau) {
  return Profile(gauss(tau)).summed({Summation::Way::fast, accuracy});
}

Points latents(Index d, bool round, Index n) {
  Points z = 0.7 * random_points(d, n, 40 + static_cast<std::uint32_t>(d));
  if (round) z.colwise().normalize();
  return z;
}

struct Evaluated {
  double value;
  Points gradient;
  State variation;
};

Evaluated evaluate(const EnergySample& sample, Profile profile, const Latents& at) {
  Evaluated e;
  e.value = sample.make(profile)->evaluate(at, &e.gradient, &e.variation);
  return e;
}

/// The largest error of value, gradient and first variation in units of what they may be wrong by.
double error_of(const Evaluated& fast, const Evaluated& direct) {
  const auto share = [](double error, double size) { return error / (accuracy * (1 + size)); };
  return std::max({share(std::abs(fast.value - direct.value), std::abs(direct.value)),
                   share((fast.gradient - direct.gradient).cwiseAbs().maxCoeff(),
                         direct.gradient.cwiseAbs().maxCoeff()),
                   share((fast.variation - direct.variation).cwiseAbs().maxCoeff(),
                         direct.variation.cwiseAbs().maxCoeff())});
}

bool has_kernel(const EnergySample& sample) {
  const theory::EnergyFacts* facts = theory::facts_of(sample.entry.name);
  return !facts || facts->has_kernel();
}

}  // namespace

TEST_CASE("fast sums: every energy, with views and masses, has the accuracy that is asked") {
  const double tau = 0.2;
  for (const auto& [d, round] : {std::pair(1, false), {2, false}, {2, true}, {3, true}}) {
    const Points z = latents(d, round, 60);
    REQUIRE(plan_of_sums(fast_profile(tau), z).is_fast);
    const State shares = (0.8 * random_state(60, 50)).array().exp(), mass = shares / shares.sum();
    for (const EnergySample& sample : energy_samples())
      for (const State* masses : {static_cast<const State*>(nullptr), &mass}) {
        INFO(sample.label << ", d = " << d << (masses ? ", with masses" : ""));
        const Latents at{z, 2, masses};
        const Evaluated direct = evaluate(sample, gauss(tau), at);
        CHECK(error_of(evaluate(sample, fast_profile(tau), at), direct) <= 4);
        CHECK(error_of(evaluate(sample, gauss(tau * (1 + 1e-8)), at), direct) >=
              (has_kernel(sample) ? 4 : 0));  // planted
      }
  }
}
