#include "simclr_flow/data/items.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {

std::string Items::label_name(Index label) const {
  const auto k = static_cast<std::size_t>(label);
  return k < label_words.size() ? label_words[k] : std::to_string(label);
}

std::string Items::shown_label(Index label) const {
  return label_words.empty() ? label_name(label) : fmt::format("'{}'", shown(label_name(label)));
}

Items table_items(const std::string& name, Points points, ItemLabels labels, std::string source) {
  Items items{.name = name,
              .count = points.cols(),
              .dim = points.rows(),
              .labels = std::move(labels.integers),
              .source = std::move(source),
              .label_words = std::move(labels.words),
              .understood = std::move(labels.understood)};
  if (!items.labels.empty() && std::ssize(items.labels) != items.count)
    throw InputError(fmt::format("{} has {} points, but {} labels: every point needs one", name,
                                 items.count, items.labels.size()));
  items.points = [all = std::move(points)](const std::vector<Index>& chosen) {
    return Points(all(Eigen::all, chosen));
  };
  return items;
}

Items image_items(Items items, Index height, Index width) {
  if (height * width != items.dim)
    throw InputError(
        fmt::format("{} has points of {} coordinates, which are no images of {} × {} "
                    "pixels, as [data] image says",
                    items.name, items.dim, height, width));
  items.height = height, items.width = width;
  return items;
}

Items dataset_items(const std::string& name, Dataset data) {
  ItemLabels labels{.integers = {data.labels.begin(), data.labels.end()}};
  return table_items(name, std::move(data.points), std::move(labels), std::move(data.source));
}

std::vector<Index> integer_labels(const std::string& name, const Points& values) {
  constexpr double largest = 0x1p53;  // beyond it neighbouring integers share a double
  if (values.rows() != 1)
    throw InputError(fmt::format("{} have {} columns, labels need 1", name, values.rows()));
  std::vector<Index> labels;
  for (Index i = 0; i < values.cols(); ++i) {
    const double value = values(0, i);
    if (std::trunc(value) != value || std::abs(value) >= largest)
      throw InputError(fmt::format("{} hold {} in row {}: labels are integers", name, value, i));
    labels.push_back(static_cast<Index>(value));
  }
  return labels;
}

}  // namespace simclr_flow
