#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/diagnostics/cluster_measures.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// What is measured on latents alone: alignment, uniformity; with labels ari, eta2, knn_accuracy
/// (chance: the share of the largest class), probe_accuracy, margin, within_over_between and
/// simplex_deviation. names() tells the order.
class LatentMeasures {
 public:
  /// labels: one per latent, or empty.
  /// view_weights: empty, or those of a quadrature, by which alignment is weighted; other measures
  /// take all views alike. summation: how uniformity is summed.
  LatentMeasures(double temperature, Index views, Partition labels, std::uint64_t seed,
                 State view_weights = {}, const Summation& summation = {});

  const std::vector<std::string>& names() const { return names_; }
  /// Of ambient latents d×N, N >= 2.
  std::vector<double> measure(const Points& z) const;
  /// Of latents held out: probe_accuracy is that of the probe fitted to the training latents; as
  /// measure() where those have no labels.
  std::vector<double> measure_held_out(const Points& z, const Points& training,
                                       const Partition& training_labels) const;

 private:
  double temperature_;
  Index views_;
  Partition labels_;
  std::uint64_t seed_;
  State view_weights_;
  Summation summation_;
  std::vector<std::string> names_;
};

/// What is measured on every snapshot of a flow: energy, gradient_norm, dissipation;
/// min_length, the smallest |y_i|, only where lengths are free; energy_gap only with a proven
/// minimum; and its LatentMeasures. names() tells the order.
class Measures {
 public:
  /// labels: one per latent, or empty. minimum: the proven infimum of the energy, if there is one.
  /// free_lengths: latents are y/|y| of outputs y of any length. view_weights: empty, or those of a
  /// quadrature, by which alignment is weighted; other measures take all views alike.
  Measures(double temperature, Index views, Partition labels, std::optional<double> minimum,
           bool free_lengths, std::uint64_t seed, State view_weights = {},
           const Summation& summation = {});

  const std::vector<std::string>& names() const { return names_; }
  std::vector<double> measure(const Snapshot& snapshot) const;

 private:
  std::optional<double> minimum_;
  bool free_lengths_;
  LatentMeasures latents_;
  std::vector<std::string> names_;
};

/// alignment of latents, weighted by view weights unless they are empty.
double measured_alignment(PointsView z, Index views, const State& view_weights);

/// {ari, eta2, knn_accuracy, probe_accuracy, margin, within_over_between, simplex_deviation} of
/// ambient latents: the cluster measures of a frame; k-means looks for as many clusters as there
/// are different labels.
std::vector<double> cluster_measures(PointsView z, const Partition& labels, Index views,
                                     std::uint64_t seed);

}  // namespace simclr_flow
