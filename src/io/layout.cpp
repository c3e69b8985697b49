#include "simclr_flow/io/layout.hpp"

#include <algorithm>

#include "checkpoint_slot.hpp"
#include "simclr_flow/io/run_paths.hpp"

namespace simclr_flow {
namespace {

double bytes_of(const FlowLayout& flow) {
  double numbers = static_cast<double>(flow.start.size());
  for (const TrackLayout& track : flow.tracks)
    numbers += static_cast<double>(track.rows) * static_cast<double>(track.size());
  return 8 * numbers + 2 * static_cast<double>(slot_size(flow.tracks.size(), flow.checkpoint_size));
}

}  // namespace

Index SeriesLayout::size() const {
  Index size = 1;
  for (const Index extent : extents) size *= extent;
  return size;
}

Index TrackLayout::size() const {
  Index size = 0;
  for (const SeriesLayout& one : series) size += one.size();
  return size;
}

Index FlowLayout::rows(const std::string& track) const {
  const auto found = std::ranges::find(tracks, track, &TrackLayout::name);
  return found == tracks.end() ? 0 : found->rows;
}

double Layout::bytes() const {
  double total = 1e5 + 8.0 * static_cast<double>(data.size() + views.size() + test_data.size() +
                                                 start.size() + test_start.size() +
                                                 positive_weights.size() + known_labels.size());
  for (const FlowLayout& flow : flows) total += bytes_of(flow);
  return total;
}

std::string Layout::text(const std::string& name, const std::string& otherwise) const {
  const auto found = std::ranges::find(texts, name, [](const auto& text) { return text.first; });
  return found == texts.end() ? otherwise : found->second;
}

bool Layout::has_parameter(const std::string& name) const {
  return name == setting_name::seed || name == setting_name::resumed ||
         std::ranges::any_of(texts, [&name](const auto& text) { return text.first == name; });
}

}  // namespace simclr_flow
