// Long flows by method: time, right-hand sides, steps, and how far E is from its minimum at the
// end.
#include <benchmark/benchmark.h>

#include "flows.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow::benchmark {
namespace {

using ::benchmark::State;

/// The kernel flow of four discs on the circle, infinitely wide ReLU network, to t = 10^range(1).
void kernel_flow(State& state, std::string_view method) {
  const Experiment e =
      four_discs(state.range(0) / 4, "manifold = \"circle\"",
                 "kind = \"kernel\"\nkernel = \"infinite-width\"\nactivation = \"relu\"");
  const Flow& flow = *e.courses[0].flow;
  const double end = std::pow(10, state.range(1));
  for (auto _ : state) {
    const auto integrator = entry(methods(), method).make({.rtol = 1e-9, .atol = 1e-11});
    const RunResult result = Run(flow, *integrator, {.end = end}, {}).go();
    if (result.status.outcome != Outcome::done) state.SkipWithError(result.status.reason.c_str());
    const double energy =
        flow.latent_energy()->evaluate(flow.outputs(integrator->interpolate(end)), nullptr);
    state.counters["rhs"] = static_cast<double>(integrator->rhs_evaluations());
    state.counters["steps"] = static_cast<double>(result.steps);
    state.counters["E-E_0"] = energy - theory::uniform_energy(2, 0.2);
  }
}

// dopri5 is bound by stability: a hundred times shorter.
BENCHMARK_CAPTURE(kernel_flow, bdf, "bdf")
    ->ArgNames({"n", "log10 t"})
    ->Args({80, 4})
    ->Args({80, 6})
    ->Args({1000, 6})
    ->Unit(::benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(kernel_flow, dopri5, "dopri5")
    ->ArgNames({"n", "log10 t"})
    ->Args({80, 4})
    ->Unit(::benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace simclr_flow::benchmark
