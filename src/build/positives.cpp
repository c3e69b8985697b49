#include "simclr_flow/build/positives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {
namespace {

using Kind = PositivesConfig::Kind;

std::vector<Index> permutation(Index count, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  RandomStream random(seed, streams::positives);
  for (Index k = 0; k < count; ++k)
    std::swap(order[static_cast<std::size_t>(k)],
              order[static_cast<std::size_t>(k + random.below(count - k))]);
  return order;
}

Index sample_of(double number, Index row, Index samples) {
  if (!(number >= 0 && number < static_cast<double>(samples)) || number != std::floor(number))
    throw InputError(
        fmt::format("row {}: {:g} is no sample of the {} there are, which are numbered from 0", row,
                    number, samples));
  return static_cast<Index>(number);
}

void require_labels(const std::vector<int>& labels, Kind kind) {
  if (labels.empty())
    throw InputError(
        fmt::format("kind = \"{}\" needs labels, and the data have none", name_of_choice(kind)));
}

/// Of single views, that every latent has another one of its class.
void require_company(const std::vector<int>& labels) {
  std::map<int, Index> members;
  for (const int label : labels) ++members[label];
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (members[labels[i]] == 1)
      throw InputError(fmt::format(
          "sample {} is alone in its class and has one view: it has no positives; allowed: two "
          "views or more, another choice of classes, or kind = \"semi\"",
          i));
}

std::shared_ptr<const Positives> made(const PositivesConfig& config, const std::vector<int>& labels,
                                      Index samples, Index views, const std::vector<bool>& known,
                                      const Points& weights) {
  switch (config.kind) {
    case Kind::views:
      return nullptr;
    case Kind::labels:
      require_labels(labels, config.kind);
      if (views == 1) require_company(labels);
      return std::make_shared<const Positives>(Positives::of_labels(labels));
    case Kind::semi:
      require_labels(labels, config.kind);
      return std::make_shared<const Positives>(Positives::of_labels(labels, known));
    case Kind::weights:
      return std::make_shared<const Positives>(positives_of_weights(weights, samples));
  }
  throw std::logic_error("no such positives");
}

}  // namespace

std::vector<bool> known_labels(const PositivesConfig& config, Index samples, std::uint64_t seed) {
  if (config.kind != Kind::semi) return {};
  std::vector<Index> chosen = config.samples;
  if (chosen.empty()) {
    chosen = permutation(samples, seed);
    chosen.resize(
        static_cast<std::size_t>(std::lround(config.fraction * static_cast<double>(samples))));
  }
  std::vector<bool> known(static_cast<std::size_t>(samples), false);
  for (const Index sample : chosen) {
    if (sample >= samples)
      throw InputError(fmt::format("[positives] samples: {} is beyond the {} there are, from 0",
                                   sample, samples));
    known[static_cast<std::size_t>(sample)] = true;
  }
  return known;
}

Points read_positive_weights(const std::string& source) {
  try {
    Points rows = read_points(source).points;
    if (rows.rows() != 3)
      throw InputError(fmt::format("'{}' has {} columns, expected 3: samples i, j and the weight w",
                                   source, rows.rows()));
    return rows;
  } catch (const InputError& error) {
    throw InputError(fmt::format("[positives] file: {}", error.what()));
  }
}

Positives positives_of_weights(const Points& rows, Index samples) {
  std::vector<Positives::Weight> weights;
  for (Index k = 0; k < rows.cols(); ++k)
    weights.push_back(
        {sample_of(rows(0, k), k, samples), sample_of(rows(1, k), k, samples), rows(2, k)});
  return Positives::of_weights(samples, std::move(weights));
}

std::shared_ptr<const Positives> build_positives(const PositivesConfig& config,
                                                 const std::vector<int>& labels, Index samples,
                                                 Index views, const std::vector<bool>& known,
                                                 const Points& weights) {
  try {
    return made(config, labels, samples, views, known, weights);
  } catch (const InputError& error) {
    throw InputError(fmt::format("[positives] {}", error.what()));
  }
}

}  // namespace simclr_flow
