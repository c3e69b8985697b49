#include "pair_series.hpp"

#include <algorithm>
#include <cmath>

#include "judged.hpp"
#include "rows.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/diagnostics/gram_distance.hpp"
#include "simclr_flow/diagnostics/kernel_discrepancy.hpp"
#include "simclr_flow/diagnostics/transport.hpp"

namespace simclr_flow {
namespace {

constexpr double work_budget = 3e8;

Law law_of(const PlacedFlow& placed, std::size_t frame) {
  return {placed.flow->positions[frame], placed.mass.size() ? &placed.mass : nullptr};
}

/// Pairs of latents, and what the transport costs in their measure.
double work_of_frame(Transport transport, Index n, Index m) {
  const auto a = static_cast<double>(n), b = static_cast<double>(m);
  double work = a * a + b * b + a * b;
  if (transport == Transport::assignment) work += a * a * a / 8;
  if (transport == Transport::sliced)
    work += static_cast<double>(slicing_directions) * (a + b) * std::log2(a + b);
  return work;
}

double gram_of(const PlacedFlow& a, const PlacedFlow& b, const FramePair& at) {
  const Points &x = a.flow->positions[at.a], &y = b.flow->positions[at.b];
  const bool movable = space_of(*a.config).whole_space || space_of(*b.config).whole_space;
  return movable ? gram_distance(centred(x), centred(y)) : gram_distance(x, y);
}

}  // namespace

bool PlacedFlow::on_circle() const {
  return space_of(*config).unit_sphere && flow->ambient_dim == 2;
}

std::vector<FramePair> common_frames(const StoredClock& a, const StoredClock& b) {
  std::vector<FramePair> common;
  for (std::size_t t = 0; t < a.time.size(); ++t)
    if (const auto row = row_at(b.time, a.time[t])) common.push_back({t, *row});
  return common;
}

std::vector<FramePair> affordable(const std::vector<FramePair>& frames, double work) {
  const auto many = static_cast<std::size_t>(work_budget / work);
  std::vector<FramePair> chosen;
  for (const std::size_t k : evenly_spaced(frames.size(), std::max(fewest_frames, many)))
    chosen.push_back(frames[k]);
  return chosen;
}

std::vector<Column> distance_columns() {
  return {{"mmd", "MMD", {}}, {"w2", "W2", {}}, {"gram", "Gram", {}}};
}

void measure_pair(FlowPair& pair, const PlacedFlow& a, const PlacedFlow& b,
                  const std::vector<FramePair>& common) {
  const Transport transport =
      choose_transport(law_of(a, 0), law_of(b, 0), a.on_circle() && b.on_circle());
  const bool same_size = a.flow->particles == b.flow->particles;
  const auto frames =
      affordable(common, work_of_frame(transport, a.flow->particles, b.flow->particles));
  pair.temperature = a.config->energy.temperature;
  pair.w2_method = transport_name(transport);
  std::vector<double>&times = pair.series.times, &mmd = pair.series.columns[0].values,
  &w2 = pair.series.columns[1].values, &gram = pair.series.columns[2].values;
  for (auto* values : {&times, &mmd, &w2}) values->resize(frames.size());
  gram.resize(same_size ? frames.size() : 0);
  parallel_blocks(static_cast<Index>(frames.size()), [&](Index block, Index) {
    const auto t = static_cast<std::size_t>(block);
    const Law x = law_of(a, frames[t].a), y = law_of(b, frames[t].b);
    times[t] = a.flow->frames.time[frames[t].a];
    mmd[t] = std::sqrt(squared_mmd(x, y, pair.temperature));
    w2[t] = transport_distance(transport, x, y, a.run->seed);
    if (same_size) gram[t] = gram_of(a, b, frames[t]);
  });
}

}  // namespace simclr_flow
