#pragma once
// Integrating flows in tests, and what is kept of them.
#include <doctest/doctest.h>

#include <vector>

#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/flow/cadence.hpp"
#include "simclr_flow/flow/run.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

/// The Gram matrix of the latents at one time, integrated without looking in between.
inline Points gram_at(const Flow& flow, Integrator& integrator, double time) {
  const RunResult result = Run(flow, integrator, {.end = time}, {}).go();
  REQUIRE(result.status.outcome == Outcome::done);
  return gram(flow.manifold().ambient(flow.outputs(integrator.interpolate(time))));
}

/// Keeps the Gram matrices at given times.
struct Keep final : Observer {
  explicit Keep(std::vector<double> times) : cadence(std::move(times)) {}
  double next_time() const override { return cadence.next_time(); }
  void observe(const Snapshot& s) override {
    seen.push_back(gram(s.latents()));
    cadence.advance();
  }
  Cadence cadence;
  std::vector<Points> seen;
};

/// Makes every method take steps of this length: an adaptive one accepts any error, and fails
/// rather than take a shorter step.
inline StepControl fixed_steps(double h) {
  return {.rtol = 1e6, .atol = 1e6, .step = h, .initial_step = h, .min_step = h, .max_step = h};
}

/// Slope of the error at t = 1 against the step, the error against a solution `exact`.
inline double observed_order(const Flow& flow, const Method& method, const Points& exact,
                             const std::vector<double>& steps) {
  std::vector<double> error;
  for (const double h : steps)
    error.push_back((gram_at(flow, *method.make(fixed_steps(h)), 1) - exact).norm());
  return log_slope(steps, error);
}

}  // namespace simclr_flow::test
