// What fast Gaussian sums cost: the two passes of an energy and its gradient, sorting, tables.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow::benchmark {
namespace {

using ::benchmark::State;

constexpr double accuracy = 1e-10;

/// The geometries, by number: line, circle, plane, sphere.
std::unique_ptr<const GaussGrid> grid_of(Index geometry, double tau) {
  if (geometry == 0) return make_line_grid(tau, accuracy);
  if (geometry == 1) return make_circle_grid(tau, accuracy, 1);
  return geometry == 2 ? make_plane_grid(tau, accuracy) : make_sphere_grid(tau, accuracy, 1);
}

/// Of standard deviation 0.8 on the line and in the plane, uniform on circle and sphere.
Points cloud_of(const GaussGrid& grid, Index count) {
  Points z = RandomStream(1, "benchmark").normals(grid.dims(), count);
  if (grid.name() == "line" || grid.name() == "plane") return 0.8 * z;
  z.colwise().normalize();
  return z;
}

struct Setting {
  explicit Setting(const State& state)
      : grid(grid_of(state.range(0), 1 / static_cast<double>(state.range(1)))),
        z(cloud_of(*grid, state.range(2))) {
    set_thread_count(state.range(3));
  }
  std::unique_ptr<const GaussGrid> grid;
  Points z;
};

/// Values and gradients by equal charges, gradients by their inverse.
void passes(State& state) {
  const Setting at(state);
  const auto cloud = at.grid->sort(at.z);
  const Index n = at.z.cols();
  simclr_flow::State value(n), weight(n), gradient(n * at.z.rows());
  for (auto _ : state) {
    at.grid->sums({*cloud}, {*cloud, value.data(), gradient.data()});
    weight = 1 / (1 + value.array());
    at.grid->sums({*cloud, weight.data()}, {*cloud, nullptr, gradient.data()});
    ::benchmark::DoNotOptimize(gradient.data());
  }
  state.counters["cells"] = static_cast<double>(cloud->cells().cells());
  state.counters["cost/ns"] = at.grid->cost(*cloud, *cloud);
}

void bounds(State& state) {
  const Setting at(state);
  const auto cloud = at.grid->sort(at.z);
  simclr_flow::State bound(cloud->cells().cells());
  for (auto _ : state) {
    at.grid->sums({*cloud}, {*cloud, nullptr, nullptr, bound.data()});
    ::benchmark::DoNotOptimize(bound.data());
  }
}

void fresh_sort(State& state) {
  const Setting at(state);
  for (auto _ : state) ::benchmark::DoNotOptimize(at.grid->sort(at.z));
}

void known_sort(State& state) {
  const Setting at(state);
  const auto before = at.grid->sort(at.z);
  for (auto _ : state) ::benchmark::DoNotOptimize(at.grid->sort(at.z, before.get()));
}

void takes(State& state) {
  const Setting at(state);
  for (auto _ : state) ::benchmark::DoNotOptimize(at.grid->takes(at.z));
}

/// With the value at a point, as some tables are made when first wanted.
void tables(State& state) {
  for (auto _ : state) {
    const auto grid = grid_of(state.range(0), 1 / static_cast<double>(state.range(1)));
    const auto point = grid->sort(cloud_of(*grid, 1));
    double value = 0;
    grid->sums({*point}, {*point, &value});
    ::benchmark::DoNotOptimize(value);
  }
}

/// The best of five of an energy's value and gradient by this way to sum, orders kept:
/// milliseconds.
double best_of(Summation::Way way, const Setting& at, double tau) {
  Profile profile(built_in_kernels().front(), tau);
  const auto energy = make_simclr(profile.summed({way, accuracy}));
  Points gradient;
  double best = std::numeric_limits<double>::infinity();
  for (int run = 0; run < 6; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    energy->evaluate(Latents{at.z}, &gradient);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    if (run > 0) best = std::min(best, taken.count());
  }
  return best;
}

/// How far the automatic choice is above the better of both ways.
void choice(State& state) {
  const Setting at(state);
  const double tau = 1 / static_cast<double>(state.range(1));
  for (auto _ : state) {
    const double direct = best_of(Summation::Way::direct, at, tau),
                 fast = best_of(Summation::Way::fast, at, tau),
                 automatic = best_of(Summation::Way::automatic, at, tau);
    state.counters["direct/ms"] = direct;
    state.counters["fast/ms"] = fast;
    state.counters["auto/better"] = automatic / std::min(direct, fast);
  }
}

void settings(::benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"geometry", "1/tau", "N", "threads"})
      ->Unit(::benchmark::kMillisecond)
      ->UseRealTime();
  for (const int geometry : {0, 1, 2, 3})
    for (const int count : {1000, 10000, 1000000, 10000000})
      for (const int threads : {1, 2})
        for (const int cold : {10, 100}) benchmark->Args({geometry, cold, count, threads});
}

BENCHMARK(passes)->Name("fast/passes")->Apply(settings);
BENCHMARK(bounds)->Name("fast/bounds")->Apply(settings);
BENCHMARK(fresh_sort)->Name("fast/fresh-sort")->Apply(settings);
BENCHMARK(known_sort)->Name("fast/known-sort")->Apply(settings);
BENCHMARK(takes)->Name("fast/takes")->Apply(settings);
BENCHMARK(choice)
    ->Name("fast/choice")
    ->ArgNames({"geometry", "1/tau", "N", "threads"})
    ->ArgsProduct({{0, 1, 2, 3}, {1, 10, 100, 1000}, {300, 1000, 3000, 10000}, {1}})
    ->Iterations(1)
    ->Unit(::benchmark::kMillisecond);
BENCHMARK(tables)
    ->Name("fast/tables")
    ->ArgNames({"geometry", "1/tau"})
    ->ArgsProduct({{0, 1, 2, 3}, {1, 10, 100, 1000}})
    ->Unit(::benchmark::kMillisecond);

}  // namespace
}  // namespace simclr_flow::benchmark
