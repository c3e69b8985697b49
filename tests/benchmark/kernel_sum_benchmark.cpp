// Pairs in a nanosecond of one energy and its gradient, beside what the core could do at most.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <string>

#include "peaks.hpp"
#include "simclr_flow/app/process.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow::benchmark {
namespace {

using ::benchmark::State;

constexpr double temperature = 0.1;

/// Latents of unit variance in all, so that kernels are neither all 1 nor all 0 in any dimension.
Points latents(Index d, Index count) {
  return RandomStream(1, "benchmark").normals(d, count) / std::sqrt(static_cast<double>(d));
}

/// The rate of a loop over state, in pairs a nanosecond.
class PairRate {
 public:
  PairRate(State& state, double pairs)
      : state_(state), pairs_(pairs), begin_(std::chrono::steady_clock::now()) {}
  double report() const {
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin_;
    const double rate = pairs_ * static_cast<double>(state_.iterations()) / took.count();
    state_.counters["pairs/ns"] = rate;
    return rate;
  }

 private:
  State& state_;
  double pairs_;
  std::chrono::steady_clock::time_point begin_;
};

void multiply_add(State& state) {
  double peak = 0;
  for (auto _ : state) peak = std::max(peak, fma_peak());
  state.counters["fma/ns"] = peak;
}
BENCHMARK(multiply_add)->Name("peak/multiply-add");

void exponential(State& state) {
  double peak = 0;
  for (auto _ : state) peak = std::max(peak, exp_peak());
  state.counters["exp/ns"] = peak;
}
BENCHMARK(exponential)->Name("peak/exponential");

/// What an energy is made of, and which part of the N^2 ordered pairs it sums.
struct Task {
  std::string preset = "simclr", kernel = "gauss";
  Index views = 1;
  double part = 1;
  bool masses = false;
};

/// Value and gradient of an energy.
void evaluate(State& state, const Task& task) {
  const Index count = state.range(0), d = state.range(1), threads = state.range(2);
  set_thread_count(threads);
  const Points z = latents(d, count);
  const double n = static_cast<double>(count);
  const simclr_flow::State mass = simclr_flow::State::Constant(count, 1 / n);
  const auto energy =
      entry(energies(), task.preset).make({entry(kernels(), task.kernel), temperature});
  Points gradient;
  double peak = fma_peak();
  const PairRate rate(state, task.part * n * n);
  for (auto _ : state)
    ::benchmark::DoNotOptimize(
        energy->evaluate({z, task.views, task.masses ? &mass : nullptr}, &gradient));
  const double pairs = rate.report();
  peak = std::max(peak, fma_peak());  // the clock may have changed
  if (threads == 1) state.counters["% of bound"] = 100 * pairs / bound(peak, static_cast<int>(d));
}

/// What tests/benchmark/versus_library.py holds the call of Python against.
void library_call(State& state) {
  keep_freed_memory();  // as the program does, and the module
  set_thread_count(state.range(2));
  const Points z = latents(state.range(1), state.range(0));
  const simclr_flow::LatentEnergy energy(
      simclr_flow::make_sphere(z.rows()),
      entry(energies(), "nt-xent").make(gauss_profile(temperature)), 2);
  for (auto _ : state) {
    Points gradient;
    simclr_flow::State first_variation;
    ::benchmark::DoNotOptimize(energy.evaluate(z, &gradient, &first_variation));
  }
}

void hessian_vector(State& state) {
  const Index count = state.range(0), d = state.range(1);
  set_thread_count(state.range(2));
  const Points z = latents(d, count), v = latents(d, count);
  const auto energy = entry(energies(), "simclr").make(gauss_profile(temperature));
  Points out = z;
  const PairRate rate(state, static_cast<double>(count * count));
  for (auto _ : state) {
    energy->hessian_vector({z}, v, out);
    ::benchmark::DoNotOptimize(out.data());
  }
  rate.report();
}

void sizes_and_dimensions(::benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"N", "d", "threads"})->Unit(::benchmark::kMillisecond)->UseRealTime();
  for (const int threads : {1, 2})
    for (const int count : {100, 400, 1600, 6400})
      for (const int d : {1, 2, 3, 4, 8, 16, 128}) benchmark->Args({count, d, threads});
}

void one_size(::benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"N", "d", "threads"})->Unit(::benchmark::kMillisecond)->UseRealTime();
  for (const int d : {1, 3, 16}) benchmark->Args({1600, d, 1});
}

BENCHMARK_CAPTURE(evaluate, simclr, Task{})->Apply(sizes_and_dimensions);
BENCHMARK_CAPTURE(evaluate, masses, Task{.masses = true})->Apply(one_size);
BENCHMARK_CAPTURE(evaluate, student, Task{.kernel = "student"})->Apply(one_size);
BENCHMARK_CAPTURE(evaluate, nt_xent, Task{.preset = "nt-xent", .views = 2})->Apply(one_size);
BENCHMARK_CAPTURE(evaluate, dhel, Task{.preset = "dhel", .views = 2, .part = 0.5})->Apply(one_size);
BENCHMARK_CAPTURE(evaluate, cross, Task{.preset = "simclr-cross", .views = 2, .part = 0.25})
    ->Apply(one_size);
BENCHMARK(library_call)
    ->ArgNames({"N", "d", "threads"})
    ->ArgsProduct({{2000}, {128}, {1, 2}})
    ->Unit(::benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(hessian_vector)->Apply(one_size);

}  // namespace
}  // namespace simclr_flow::benchmark

int main(int argc, char** argv) {
  ::benchmark::Initialize(&argc, argv);
  if (::benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  ::benchmark::AddCustomContext("instruction_set", std::string(simclr_flow::instruction_set()));
  ::benchmark::RunSpecifiedBenchmarks();
}
