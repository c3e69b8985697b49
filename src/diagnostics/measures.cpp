#include "simclr_flow/diagnostics/measures.hpp"

#include <set>

#include "simclr_flow/energy/alignment_uniformity.hpp"

namespace simclr_flow {

LatentMeasures::LatentMeasures(double temperature, Index views, Partition labels,
                               std::uint64_t seed)
    : temperature_(temperature), views_(views), labels_(std::move(labels)), seed_(seed) {
  names_ = {"alignment", "uniformity"};
  if (!labels_.empty()) names_.insert(names_.end(), {"ari", "eta2", "knn_accuracy"});
}

std::vector<double> LatentMeasures::measure(const Points& z) const {
  std::vector<double> values{alignment({z, views_}), uniformity(z, temperature_)};
  if (labels_.empty()) return values;
  const auto clusters = cluster_measures(z, labels_, views_, seed_);
  values.insert(values.end(), clusters.begin(), clusters.end());
  return values;
}

Measures::Measures(double temperature, Index views, Partition labels, std::optional<double> minimum,
                   std::uint64_t seed)
    : minimum_(minimum), latents_(temperature, views, std::move(labels), seed) {
  names_ = {"energy", "gradient_norm", "dissipation"};
  if (minimum_) names_.emplace_back("energy_gap");
  names_.insert(names_.end(), latents_.names().begin(), latents_.names().end());
}

std::vector<double> Measures::measure(const Snapshot& s) const {
  std::vector<double> values{s.energy(), s.gradient_norm(), s.dissipation()};
  if (minimum_) values.push_back(s.energy() - *minimum_);
  const auto of_latents = latents_.measure(s.latents());
  values.insert(values.end(), of_latents.begin(), of_latents.end());
  return values;
}

std::vector<double> cluster_measures(PointsView z, const Partition& labels, Index views,
                                     std::uint64_t seed) {
  const auto classes = static_cast<int>(std::set(labels.begin(), labels.end()).size());
  return {adjusted_rand_index(k_means(z, classes, seed), labels), eta_squared(z, labels),
          knn_accuracy(z, labels, views)};
}

}  // namespace simclr_flow
