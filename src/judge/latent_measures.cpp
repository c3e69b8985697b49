#include "latent_measures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "effort.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/diagnostics/cluster_measures.hpp"
#include "simclr_flow/theory/plain_measures.hpp"

namespace simclr_flow {
namespace {

using theory::PlainMeasure;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Whether these latents are those of a flow that is too large for all pairs, and not test points.
bool is_sampled_at(const Judged& j, const Points& z) {
  return is_sampled(j) && z.cols() == j.flow.particles;
}

/// Not a number where the sample of large flows does not tell it.
PlainMeasure estimated_uniformity(const Judged& j, const Points& z) {
  constexpr double least_estimate = 1e-280;
  if (!lack_of_sample(j).empty()) return {unknown};
  const auto others = sample_of(j, z)->others;
  if (!others || !(others->value > least_estimate)) return {unknown};
  return {std::log(others->value), allowed_errors * others->error / others->value};
}

/// Of all views of a few samples: by the binomial law of the samples, as if the views of each voted
/// alike. What is added holds its tails near 0 and 1 (Bernstein's inequality, at e^-14.3 = 6e-7).
PlainMeasure estimated_accuracy(const Judged& j, const Points& z, const std::vector<int>& labels) {
  if (effort_of(j).too_few) return {unknown};
  const theory::Halves halves = halves_of(j);
  const Index views = j.config.views.count;
  std::vector<Index> latents;
  for (const auto* half : {&halves.first, &halves.second})
    for (const Index sample : *half)
      for (Index view = 0; view < views; ++view) latents.push_back(sample * views + view);
  PlainMeasure found = theory::plain_knn_accuracy(z, labels, views, latents);
  const double m = static_cast<double>(halves.first.size() + halves.second.size()), p = found.value;
  constexpr double exponent = 14.3;
  found.rounding += allowed_errors * std::sqrt(p * (1 - p) / m) + exponent / m;
  return found;
}

PlainMeasure uniformity_of(const Judged& j, const Points& z) {
  if (z.cols() < many_latents) return {theory::plain_uniformity(z, j.config.energy.temperature)};
  if (is_sampled_at(j, z)) return estimated_uniformity(j, z);
  return {kernel_means_of(j, z).log_others};
}

PlainMeasure accuracy_of(const Judged& j, const Points& z, const std::vector<int>& labels) {
  if (is_sampled_at(j, z)) return estimated_accuracy(j, z, labels);
  return theory::plain_knn_accuracy(z, labels, j.config.views.count);
}

PlainMeasure probe_of(const Judged& j, const MeasuredLatents& latents, std::size_t frame) {
  const Points& z = latents.positions.at(frame);
  if (latents.is_held_out && !j.flow.species.empty())
    return theory::plain_probe_accuracy_on(j.flow.positions.at(frame), j.flow.species, z,
                                           latents.labels);
  return theory::plain_probe_accuracy(z, latents.labels, j.config.views.count);
}

/// In the order of measure_names.
std::vector<PlainMeasure> measures_of(const Judged& j, const MeasuredLatents& latents,
                                      std::size_t frame) {
  const Points& z = latents.positions.at(frame);
  const std::vector<int>& labels = latents.labels;
  const Index views = j.config.views.count;
  std::vector<PlainMeasure> values{{theory::plain_alignment(z, views, j.run.view_weights)},
                                   uniformity_of(j, z)};
  if (labels.empty()) return values;
  const auto classes = static_cast<int>(std::set(labels.begin(), labels.end()).size());
  values.push_back({theory::plain_rand_index(k_means(z, classes, j.run.seed), labels)});
  values.push_back(theory::plain_eta_squared(z, labels));
  values.push_back(accuracy_of(j, z, labels));
  values.push_back(probe_of(j, latents, frame));
  values.push_back(theory::plain_class_margin(z, labels));
  values.push_back(theory::plain_within_over_between(z, labels));
  values.push_back(theory::plain_simplex_deviation(z, labels));
  return values;
}

}  // namespace

std::vector<std::string> measure_names(bool has_labels) {
  if (!has_labels) return {"alignment", "uniformity"};
  return {"alignment", "uniformity",          "ari",
          "eta2",      "knn_accuracy",        "probe_accuracy",
          "margin",    "within_over_between", "simplex_deviation"};
}

std::vector<std::string> measure_names(const StoredRun& run, bool has_labels,
                                       const std::map<std::string, std::vector<double>>& stored) {
  constexpr std::ptrdiff_t newer = 4;
  std::vector<std::string> names = measure_names(has_labels);
  const auto is_stored = [&stored](const std::string& name) { return stored.contains(name); };
  if (has_labels && may_lack_series(run) &&
      std::none_of(names.end() - newer, names.end(), is_stored))
    names.resize(names.size() - newer);
  return names;
}

WorstMeasure worst_measure(const Judged& j, const MeasuredLatents& latents) {
  const std::vector<FrameRow> frames = frames_to_check(j);
  std::vector<std::vector<PlainMeasure>> again(frames.size());
  parallel_blocks(std::ssize(frames), [&](Index k, Index) {
    const auto at = static_cast<std::size_t>(k);
    again[at] = measures_of(j, latents, frames[at].frame);
  });
  const std::vector<std::string> names =
      measure_names(j.run, !latents.labels.empty(), latents.observables);
  WorstMeasure found;
  std::set<std::string> left_out;
  bool of_many_coordinates = false;
  for (std::size_t k = 0; k < frames.size(); ++k)
    for (std::size_t m = 0; m < names.size(); ++m) {
      const auto [value, rounding] = again[k][m];
      const double stored = latents.observables.at(names[m]).at(frames[k].row);
      if (std::isnan(value) && names[m] == "probe_accuracy") {
        of_many_coordinates = true;
        continue;
      }
      if (is_sampled(j) && std::isnan(value) && !std::isnan(stored)) {
        left_out.insert(names[m]);
        continue;
      }
      found.worst.see(
          value, stored,
          (1e-9 + accuracy_of_uniformity(j)) * std::max(1.0, std::abs(value)) + rounding);
    }
  if (!left_out.empty())
    found.left_out = fmt::format(" but {}: all pairs are too many", fmt::join(left_out, ", "));
  if (of_many_coordinates) found.left_out += " but probe_accuracy, of more than 1000 coordinates";
  return found;
}

}  // namespace simclr_flow
