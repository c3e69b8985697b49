#include "simclr_flow/theory/spectral_bound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/augmentation_graph.hpp"

namespace simclr_flow::theory {
namespace {

/// The symmetric part of (p_i/p_j)^{1/2} P_ij.
Points matrix_of(const PlainPositives& positives, Index samples, Index views,
                 const State& weights) {
  const Index n = samples * views;
  const auto mass = [&](Index i) { return weights.size() ? weights[i % views] : 1.0; };
  Points all = Points::Zero(n, n);
  for (Index i = 0; i < n; ++i)
    for (const auto& [j, part] : positives.of_latent(i, views, weights, false))
      all(i, j) += std::sqrt(mass(i) / mass(j)) * static_cast<double>(part);
  return (all + all.transpose()) / 2;
}

}  // namespace

std::optional<LowerBound> spectral_bound(Index samples, Index views, Index d,
                                         const PlainPositives* positives, const State& weights) {
  if (samples < 1 || views < 1 || d < 1)
    throw InputError(
        fmt::format("spectral minimum: {} samples of {} views in R^{}; allowed are 1 and more each",
                    samples, views, d));
  constexpr const char* source = "HaoChen et al. 2021; Eckart & Young 1936";
  if (!positives)
    return LowerBound{-static_cast<double>(std::min(d, samples)), true,
                      fmt::format("-min(d, n), d = {}, n = {} samples, attained", d, samples),
                      "proven", source};
  if (samples * views > most_spectral_latents) return std::nullopt;
  return LowerBound{
      spectral_contrastive_minimum(matrix_of(*positives, samples, views, weights), d), true,
      fmt::format("-sum of the squares of the {} largest eigenvalues of positives, attained", d),
      "proven", source};
}

double spectral_flow_energy(const State& moments, double time) {
  if (!(moments.size() > 0 && moments.minCoeff() >= 0))
    throw InputError("spectral flow: second moments are 0 or more, and there are some");
  const auto later =
      moments.array() / (moments.array() + (1 - moments.array()) * std::exp(-8 * time));
  return (later.square() - 2 * later).sum();
}

}  // namespace simclr_flow::theory
