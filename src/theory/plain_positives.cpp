#include "simclr_flow/theory/plain_positives.hpp"

#include <algorithm>

namespace simclr_flow::theory {

PlainPositives PlainPositives::of_labels(const std::vector<int>& labels,
                                         const std::vector<bool>& held_back) {
  PlainPositives all;
  all.labels_ = labels;
  all.held_back_ = held_back.empty() ? std::vector<bool>(labels.size(), false) : held_back;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!all.held_back_[i]) all.members_[labels[i]].emplace_back(static_cast<Index>(i), 1);
  return all;
}

PlainPositives PlainPositives::of_weights(std::vector<Row> rows) {
  PlainPositives all;
  all.rows_ = std::move(rows);
  return all;
}

Index PlainPositives::samples() const {
  return labels_.empty() ? std::ssize(rows_) : std::ssize(labels_);
}

std::optional<Index> PlainPositives::group_size() const {
  if (labels_.empty()) return std::nullopt;
  const bool any_held_back = std::ranges::count(held_back_, true) > 0;
  const Index size = any_held_back ? 1 : std::ssize(members_.begin()->second);
  for (const auto& [label, members] : members_)
    if (std::ssize(members) != size) return std::nullopt;
  return size;
}

PlainPositives::Row PlainPositives::row(Index sample) const {
  const auto i = static_cast<std::size_t>(sample);
  if (labels_.empty()) return rows_[i];
  return held_back_[i] ? Row{{sample, 1}} : members_.at(labels_[i]);
}

std::vector<PlainPositives::Part> PlainPositives::of_latent(Index latent, Index views,
                                                            const State& view_weights,
                                                            bool second_views) const {
  std::vector<Part> parts;
  long double sum = 0;
  const bool weighted = view_weights.size() > 0;
  for (const auto& [sample, weight] : row(latent / views))
    for (Index view = 0; view < views; ++view) {
      const Index other = sample * views + view;
      const bool left_out = second_views && views > 1 ? view != 1 : other == latent && !weighted;
      if (left_out || weight == 0) continue;
      const long double size = weighted ? weight * static_cast<long double>(view_weights[view])
                                        : static_cast<long double>(weight);
      parts.push_back({other, size});
      sum += size;
    }
  if (parts.empty()) return {{latent, 1}};
  for (Part& part : parts) part.part /= sum;
  return parts;
}

}  // namespace simclr_flow::theory
