#include "simclr_flow/data/view_sampler.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {

Points columns_of(const Points& all, const std::vector<Index>& samples, Index views) {
  Points chosen(all.rows(), std::ssize(samples) * views);
  for (Index k = 0; k < std::ssize(samples); ++k)
    chosen.middleCols(k * views, views) =
        all.middleCols(samples[static_cast<std::size_t>(k)] * views, views);
  return chosen;
}

ViewSampler::ViewSampler(Points source, Index samples, Index views, Index batch, std::uint64_t seed)
    : source_(std::move(source)),
      samples_(samples),
      views_(views),
      batch_(batch == 0 ? samples : batch),
      seed_(seed) {
  if (batch_ < 2 || batch_ > samples_)
    throw InputError(
        fmt::format("batch = {} must be 0, for all samples, or at least 2 and at most {}, the "
                    "number of samples",
                    batch, samples_));
}

ViewSampler ViewSampler::fixed(Points inputs, Index views, Index batch, std::uint64_t seed) {
  const Index samples = inputs.cols() / views;
  return {std::move(inputs), samples, views, batch, seed};
}

ViewSampler ViewSampler::fresh(Points data, Index views, Augmentations augmentations, Index batch,
                               std::uint64_t seed) {
  const Index samples = data.cols();
  ViewSampler sampler(std::move(data), samples, views, batch, seed);
  sampler.augmentations_ = std::move(augmentations);
  return sampler;
}

std::vector<Index> ViewSampler::draw_samples(Index step) const {
  std::vector<Index> order(static_cast<std::size_t>(samples_));
  std::iota(order.begin(), order.end(), Index{0});
  if (batch_ == samples_) return order;
  const Index first = step % steps_per_epoch() * batch_;
  RandomStream random(seed_, streams::batches,
                      static_cast<std::uint32_t>(step / steps_per_epoch()));
  // Fisher and Yates from the front: what comes after the batch need not be shuffled.
  for (Index k = 0; k < first + batch_; ++k)
    std::swap(order[static_cast<std::size_t>(k)],
              order[static_cast<std::size_t>(k + random.below(samples_ - k))]);
  return {order.begin() + first, order.begin() + first + batch_};
}

SampledViews ViewSampler::draw(Index step) const {
  std::vector<Index> samples = draw_samples(step);
  if (!augmentations_) return {samples, columns_of(source_, samples, views_)};
  const auto substream = static_cast<std::uint32_t>(step + 1);
  Points inputs =
      draw_views(columns_of(source_, samples, 1), views_, *augmentations_, seed_, substream);
  return {std::move(samples), std::move(inputs)};
}

}  // namespace simclr_flow
