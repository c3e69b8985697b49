// What the parts of a network's descent step cost, as in experiments/authors: 3200 views in R^2
// through one hidden layer of 100, and as in experiments/mnist-views: 1800 of 784 pixels.
#include <benchmark/benchmark.h>

#include "simclr_flow/data/point_transforms.hpp"
#include "simclr_flow/data/view_sampler.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/network/network.hpp"

namespace simclr_flow::benchmark {
namespace {

using ::benchmark::DoNotOptimize;
using ::benchmark::kMillisecond;

const Activation& leaky_relu() {
  for (const Activation& activation : activations())
    if (activation.name == "leaky_relu") return activation;
  throw std::logic_error("leaky_relu is not registered");
}

struct Setting {
  explicit Setting(bool images)
      : network({.inputs = images ? 784 : 2,
                 .widths = images ? std::vector<Index>{100, 100, 100} : std::vector<Index>{100},
                 .activation = leaky_relu(),
                 .slope = 0.2,
                 .scaling = Scaling::standard,
                 .output_bias = true}),
        x(random.normals(network.shape().inputs, images ? 1800 : 3200)),
        w(network.initial_parameters(random)) {}

  RandomStream random{1, "benchmark"};
  Network network;
  Points x;
  State w;
};

void outputs(::benchmark::State& state, bool images) {
  const Setting s(images);
  for (auto _ : state) DoNotOptimize(s.network.outputs(s.w, s.x).data());
}

void forward(::benchmark::State& state, bool images) {
  const Setting s(images);
  Network::Tape tape = s.network.lean_tape();
  for (auto _ : state) DoNotOptimize(s.network.forward(s.w, s.x, tape).data());
}

void vjp(::benchmark::State& state, bool images) {
  const Setting s(images);
  Network::Tape tape = s.network.lean_tape();
  const Points y = s.network.forward(s.w, s.x, tape);
  State gradient;
  for (auto _ : state) {
    s.network.vjp(s.w, s.x, tape, y, gradient);
    DoNotOptimize(gradient.data());
  }
}

void energy(::benchmark::State& state, bool images) {
  const Setting s(images);
  const LatentEnergy energy(make_euclidean(1), make_simclr_cross(gauss_profile(0.1)), 2);
  const Points y = s.network.outputs(s.w, s.x);
  Points gradient;
  for (auto _ : state) DoNotOptimize(energy.evaluate(y, &gradient));
}

void draw(::benchmark::State& state) {
  const Points data = Setting(false).x.leftCols(1600);
  Augmentations shift;
  shift.push_back({make_shift(State::Ones(2), 1), false});
  const auto sampler = ViewSampler::fresh(data, 2, std::move(shift), 0, 1);
  Index step = 0;
  for (auto _ : state) DoNotOptimize(sampler.draw(++step).inputs.data());
}

BENCHMARK_CAPTURE(outputs, discs, false)->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(forward, discs, false)->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(vjp, discs, false)->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(energy, discs, false)->Unit(kMillisecond)->UseRealTime();
BENCHMARK(draw)->Name("draw/discs")->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(outputs, images, true)->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(forward, images, true)->Unit(kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(vjp, images, true)->Unit(kMillisecond)->UseRealTime();

}  // namespace
}  // namespace simclr_flow::benchmark
