// What drawing views costs: 600 images of 28×28 pixels, one view each, as one step of a descent.
#include <benchmark/benchmark.h>

#include "simclr_flow/data/image_transforms.hpp"
#include "simclr_flow/data/views.hpp"

namespace simclr_flow::benchmark {
namespace {

constexpr ImageShape shape{28, 28};

Augmentations named(Index which) {
  const auto blur = [] { return Augmentation{make_blur(shape, 5, 0.1, 2), true}; };
  const auto rescale = [] { return Augmentation{make_rescale(shape, 0.8, 1.2), true}; };
  if (which == 0) return {};
  if (which == 1) return {blur()};
  if (which == 2) return {rescale()};
  return {blur(), rescale()};
}

void draw(::benchmark::State& state) {
  const Points images = RandomStream(1, "benchmark").normals(shape.pixels(), 600);
  const Augmentations augmentations = named(state.range(0));
  std::uint32_t step = 0;
  for (auto _ : state)
    ::benchmark::DoNotOptimize(draw_views(images, 1, augmentations, 1, ++step).data());
}

BENCHMARK(draw)
    ->Name("views/none-blur-rescale-both")
    ->ArgName("which")
    ->DenseRange(0, 3)
    ->Unit(::benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace simclr_flow::benchmark
