#include "stated_positives.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/io/run_paths.hpp"

namespace simclr_flow {
namespace {

using Kind = PositivesConfig::Kind;
using theory::PlainPositives;

Index samples_of(const StoredRun& run, const RunConfig& config) {
  return config.data.kind == "none" ? config.data.count : run.data.cols();
}

std::string complaint_of_known(const StoredRun& run, const PositivesConfig& plan, Index samples) {
  const std::string path = data_path::known_labels;
  const State& known = run.known_labels;
  if (plan.kind != Kind::semi) return known.size() ? path + " is stored, and not planned" : "";
  if (known.size() != samples)
    return fmt::format("{} holds {} numbers, there are {} samples", path, known.size(), samples);
  if (!known.cwiseEqual(0.0).cwiseMax(known.cwiseEqual(1.0)).all())
    return path + " holds numbers other than 0 and 1";
  const double share = plan.fraction * static_cast<double>(samples);
  const Index planned = plan.samples.empty() ? std::lround(share) : std::ssize(plan.samples);
  if (const auto stored = static_cast<Index>(known.sum()); stored != planned)
    return fmt::format("{} has {} samples, its configuration plans {}", path, stored, planned);
  for (const Index sample : plan.samples)
    if (sample >= samples || known[sample] != 1)
      return fmt::format("{} lacks sample {}, which its configuration lists", path, sample);
  return "";
}

bool is_sample(double number, Index samples) {
  return number >= 0 && number < static_cast<double>(samples) && number == std::floor(number);
}

std::string complaint_of_weights(const StoredRun& run, const PositivesConfig& plan, Index samples) {
  const std::string path = data_path::positive_weights;
  const Points& weights = run.positive_weights;
  if (plan.kind != Kind::weights) return weights.size() ? path + " is stored, not planned" : "";
  if (weights.rows() != 3) return path + " is missing, or holds other rows than i, j, w";
  for (Index k = 0; k < weights.cols(); ++k) {
    const double w = weights(2, k);
    if (!is_sample(weights(0, k), samples) || !is_sample(weights(1, k), samples))
      return fmt::format("{} row {} is not of two samples", path, k);
    if (!(w >= 0) || !std::isfinite(w))
      return fmt::format("{} row {} has a weight that is none", path, k);
  }
  return "";
}

PlainPositives by_labels(const StoredRun& run) {
  std::vector<bool> held_back;
  for (Index i = 0; i < run.known_labels.size(); ++i) held_back.push_back(run.known_labels[i] == 0);
  return PlainPositives::of_labels(run.labels, held_back);
}

PlainPositives by_weights(const StoredRun& run, Index samples) {
  std::vector<PlainPositives::Row> rows(static_cast<std::size_t>(samples));
  for (const auto& row : run.positive_weights.colwise())
    rows[static_cast<std::size_t>(row[0])].emplace_back(static_cast<Index>(row[1]), row[2]);
  return PlainPositives::of_weights(std::move(rows));
}

}  // namespace

std::string complaint_of_positives(const StoredRun& run, const RunConfig& config) {
  const PositivesConfig& plan = config.positives;
  const Index samples = samples_of(run, config);
  const bool labelled = plan.kind == Kind::labels || plan.kind == Kind::semi;
  if (labelled && std::ssize(run.labels) != samples) return "data/labels is not one per sample";
  if (std::string what = complaint_of_known(run, plan, samples); !what.empty()) return what;
  return complaint_of_weights(run, plan, samples);
}

std::shared_ptr<const PlainPositives> stated_positives(const StoredRun& run,
                                                       const RunConfig& config) {
  const Kind kind = config.positives.kind;
  if (kind == Kind::views || !complaint_of_positives(run, config).empty()) return nullptr;
  return std::make_shared<const PlainPositives>(
      kind == Kind::weights ? by_weights(run, samples_of(run, config)) : by_labels(run));
}

std::string lack_of_views(const RunConfig& config) {
  if (config.positives.are_views()) return "";
  return fmt::format(
      "known where the views of a sample are its positives, not by [positives] kind = \"{}\"",
      name_of_choice(config.positives.kind));
}

}  // namespace simclr_flow
