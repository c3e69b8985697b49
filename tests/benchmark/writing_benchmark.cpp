// What storing a run costs: 10 000 free particles on S^2, 200 frames, a checkpoint every second.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "flows.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"

namespace simclr_flow::benchmark {
namespace {

using ::benchmark::State;

constexpr Index frames = 200;
constexpr double end = 1;

/// Adds up the time of what is passed to it.
struct Stopwatch {
  template <class Body>
  auto operator()(const Body& body) {
    const Add add{seconds, std::chrono::steady_clock::now()};
    return body();
  }
  struct Add {
    double& seconds;
    std::chrono::steady_clock::time_point begin;
    ~Add() {
      const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
      seconds += passed.count();
    }
  };
  double seconds = 0;
};

/// Looks at 200 evenly spaced times, and writes what it sees if it has a file.
struct Frames final : Observer {
  double next_time() const override {
    return row < frames ? end * static_cast<double>(row) / frames : 2 * end;
  }
  void observe(const Snapshot& s) override {
    ++row;
    const Points& z = s.latents();
    const auto size = static_cast<std::size_t>(z.size());
    if (file) writing([&] { file->add_row(0, 0, s.step(), s.time(), {z.data(), size}); });
  }
  void archive(Archive& a) override { a(row); }
  Index row = 0;
  TrajectoryWriter* file = nullptr;
  Stopwatch writing;
};

Layout layout_of(const Experiment& e, std::size_t checkpoint_size) {
  Layout layout;
  layout.data = e.data.points;
  FlowLayout flow;
  flow.name = flow.kind = "particle";
  const Index dim = e.manifold->ambient_dim();
  flow.particles = {{flow.name, dim}};
  flow.tracks = {{track_name::frames, {{position_path(flow.name), {e.particles(), dim}}}, frames}};
  flow.checkpoint_size = checkpoint_size;
  layout.flows = {flow};
  return layout;
}

/// The share of the time spent in writing; 0 without a file.
void run_once(State& state, const Experiment& e, bool stored) {
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("writing-{}.h5", ::getpid())).string();
  const auto integrator = make_bdf({.rtol = 1e-6, .atol = 1e-8});
  Frames rows;
  Observer* const observers[] = {&rows};
  std::unique_ptr<TrajectoryWriter> file;
  const auto keep = [&](Run& run, bool last) {
    if (!file || !(last || file->since_commit() >= 1)) return;
    rows.writing([&] { file->commit(0, run.checkpoint()); });
  };
  Run run(*e.courses[0].flow, *integrator, {.end = end, .at_rest = keep}, observers);
  Stopwatch all;
  all([&] {
    if (stored)
      rows.writing([&] {
        file = std::make_unique<TrajectoryWriter>(path, layout_of(e, run.checkpoint().size()));
      });
    rows.file = file.get();
    const RunResult result = run.go();
    state.counters["steps"] = static_cast<double>(result.steps);
    if (stored) rows.writing([&] { file->finish(0, result.status), file->close(); });
  });
  state.counters["% in writing"] = 100 * rows.writing.seconds / all.seconds;
  std::filesystem::remove(path);
}

void particles(State& state) {
  const Experiment e = four_discs(2500, "manifold = \"sphere\"\ndim = 3", "kind = \"particle\"");
  for (auto _ : state) run_once(state, e, state.range(0) != 0);
}
BENCHMARK(particles)
    ->Name("writing/particles")
    ->ArgName("stored")
    ->Arg(0)
    ->Arg(1)
    ->Unit(::benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace simclr_flow::benchmark
