// Adaptive methods against the exact flow of two particles: what rtol buys.
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/two_particles.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double pair_tau = 0.1, start_distance = 0.02;

struct Accuracy {
  std::string table;
  double worst = 0;  ///< largest error/rtol
  double slope = 0;  ///< of log error against log rtol
};

struct Cost {
  double error;  ///< |r(1) - exact|
  long evaluations;
};

/// By atol = rtol/100.
Cost cost_at(const Method& method, double rtol) {
  Points start(1, 2);
  start << -start_distance / 2, start_distance / 2;
  const auto flow =
      make_particle_flow(LatentEnergy(make_euclidean(1), make_simclr(gauss(pair_tau)), 1), start);
  const auto integrator = method.make({.rtol = rtol, .atol = rtol / 100});
  REQUIRE(Run(*flow, *integrator, {.end = 1}, {}).go().status.outcome == Outcome::done);
  const State x = integrator->interpolate(1);
  const double exact = theory::TwoParticles(start_distance, pair_tau).distance(1);
  return {std::abs(x[1] - x[0] - exact), integrator->rhs_evaluations()};
}

/// rtol = 1e-4, ..., 1e-11; `asked` of rtol is what the method is given.
Accuracy accuracy_of(const Method& method, const std::function<double(double)>& asked) {
  Accuracy a;
  std::vector<double> rtols, errors;
  for (int k = 4; k <= 11; ++k) {
    rtols.push_back(std::pow(10, -k));
    errors.push_back(cost_at(method, asked(rtols.back())).error);
    a.worst = std::max(a.worst, errors.back() / rtols.back());
    a.table += fmt::format("\n{} rtol 1e-{}: error {:.3g}", method.name, k, errors.back());
  }
  a.slope = log_slope(rtols, errors);
  return a;
}

bool keeps_tolerance(const Method& method, const Accuracy& a) {
  return a.worst <= (method.one_step ? 20 : 50) && std::abs(a.slope - 1) <= 0.3;
}

}  // namespace

TEST_CASE("two particles: errors of every adaptive method are proportional to its tolerance") {
  for (const Method& method : methods()) {
    if (!method.adaptive) continue;
    const Accuracy a = accuracy_of(method, [](double rtol) { return rtol; });
    INFO(a.table, "\nslope ", a.slope);
    CHECK(keeps_tolerance(method, a));
  }
}

TEST_CASE("two particles: a method that is deaf to its tolerance is rejected") {
  for (const Method& method : methods()) {
    if (!method.adaptive) continue;
    CAPTURE(method.name);
    CHECK_FALSE(keeps_tolerance(method, accuracy_of(method, [](double) { return 1e-6; })));
    const auto root = [](double rtol) { return std::sqrt(rtol); };
    CHECK_FALSE(keeps_tolerance(method, accuracy_of(method, root)));
  }
}

TEST_CASE(
    "two particles: methods of variable order raise it, so that tight tolerances cost little") {
  for (const std::string_view name : {"bulirsch_stoer", "adams", "bdf"})
    for (int k = 4; k <= 11; ++k) {
      const long evaluations = cost_at(entry(methods(), name), std::pow(10, -k)).evaluations;
      INFO(name, " at 1e-", k, ": ", evaluations, " evaluations");
      CHECK(evaluations < 1000);
    }
}
