#include "simclr_flow/diagnostics/measures.hpp"

#include <algorithm>
#include <set>

#include "simclr_flow/diagnostics/class_geometry.hpp"
#include "simclr_flow/diagnostics/linear_probe.hpp"
#include "simclr_flow/energy/alignment_uniformity.hpp"

namespace simclr_flow {
namespace {

constexpr const char* probe_name = "probe_accuracy";

}  // namespace

LatentMeasures::LatentMeasures(double temperature, Index views, Partition labels,
                               std::uint64_t seed, State view_weights, const Summation& summation)
    : temperature_(temperature),
      views_(views),
      labels_(std::move(labels)),
      seed_(seed),
      view_weights_(std::move(view_weights)),
      summation_(summation) {
  names_ = {"alignment", "uniformity"};
  if (!labels_.empty())
    names_.insert(names_.end(), {"ari", "eta2", "knn_accuracy", probe_name, "margin",
                                 "within_over_between", "simplex_deviation"});
}

std::vector<double> LatentMeasures::measure(const Points& z) const {
  std::vector<double> values{measured_alignment(z, views_, view_weights_),
                             uniformity(z, temperature_, summation_)};
  if (labels_.empty()) return values;
  const auto clusters = cluster_measures(z, labels_, views_, seed_);
  values.insert(values.end(), clusters.begin(), clusters.end());
  return values;
}

std::vector<double> LatentMeasures::measure_held_out(const Points& z, const Points& training,
                                                     const Partition& training_labels) const {
  std::vector<double> values = measure(z);
  const auto probe = std::ranges::find(names_, probe_name) - names_.begin();
  if (probe < std::ssize(names_) && !training_labels.empty())
    values[static_cast<std::size_t>(probe)] =
        probe_accuracy_on(training, training_labels, z, labels_);
  return values;
}

Measures::Measures(double temperature, Index views, Partition labels, std::optional<double> minimum,
                   bool free_lengths, std::uint64_t seed, State view_weights,
                   const Summation& summation)
    : minimum_(minimum),
      free_lengths_(free_lengths),
      latents_(temperature, views, std::move(labels), seed, std::move(view_weights), summation) {
  names_ = {"energy", "gradient_norm", "dissipation"};
  if (free_lengths_) names_.emplace_back("min_length");
  if (minimum_) names_.emplace_back("energy_gap");
  names_.insert(names_.end(), latents_.names().begin(), latents_.names().end());
}

std::vector<double> Measures::measure(const Snapshot& s) const {
  std::vector<double> values{s.energy(), s.gradient_norm(), s.dissipation()};
  if (free_lengths_) values.push_back(s.outputs().colwise().norm().minCoeff());
  if (minimum_) values.push_back(s.energy() - *minimum_);
  const auto of_latents = latents_.measure(s.latents());
  values.insert(values.end(), of_latents.begin(), of_latents.end());
  return values;
}

double measured_alignment(PointsView z, Index views, const State& view_weights) {
  return alignment({z, views, nullptr, view_weights.size() ? &view_weights : nullptr});
}

std::vector<double> cluster_measures(PointsView z, const Partition& labels, Index views,
                                     std::uint64_t seed) {
  const auto classes = static_cast<int>(std::set(labels.begin(), labels.end()).size());
  return {adjusted_rand_index(k_means(z, classes, seed), labels),
          eta_squared(z, labels),
          knn_accuracy(z, labels, views),
          probe_accuracy(z, labels, views),
          class_margin(z, labels),
          within_over_between(z, labels),
          simplex_deviation(z, labels)};
}

}  // namespace simclr_flow
