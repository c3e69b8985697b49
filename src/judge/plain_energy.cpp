#include "plain_energy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "effort.hpp"

namespace simclr_flow {
namespace {

theory::PlainContrast::Negatives plain_negatives(const ContrastConfig& given) {
  using enum theory::PlainContrast::Negatives;
  switch (given.negatives) {
    case ContrastConfig::Negatives::all:
      return given.self ? all : others;
    case ContrastConfig::Negatives::other_samples:
      return other_samples;
    case ContrastConfig::Negatives::same_view:
      return same_view;
    case ContrastConfig::Negatives::cross:
      return cross;
  }
  throw std::logic_error("no such negatives");
}

theory::PlainContrast plain_contrast(const ContrastConfig& given) {
  return {.linear = given.outer == ContrastConfig::Outer::linear,
          .offset = given.offset,
          .negatives = plain_negatives(given),
          .mean = given.mean,
          .positive = given.positive};
}

/// Its texts are those of the configuration, which outlives it.
theory::PlainEnergy plain_energy(const EnergyConfig& energy,
                                 const theory::PlainPositives* positives) {
  return {energy.preset,
          energy.kernel,
          energy.temperature,
          energy.contrast ? std::optional(plain_contrast(*energy.contrast)) : std::nullopt,
          energy.parameters,
          positives};
}

}  // namespace

theory::PlainTerms plain_terms_of(const Judged& j) {
  theory::PlainTerms terms;
  for (const auto& [weight, energy] : terms_of(j.config.energy))
    terms.push_back({weight, plain_energy(energy, j.positives.get())});
  return terms;
}

std::string lack_of_plain_sums(const Judged& j) {
  for (const auto& [weight, energy] : terms_of(j.config.energy)) {
    if (!theory::has_plain_kernel(energy.kernel))
      return fmt::format(
          "no energy is computed again: theory does not know the kernel '{}' (a program that adds "
          "one gives its plain formula too)",
          energy.kernel);
    if (!theory::has_plain_sum(plain_energy(energy, nullptr)))
      return fmt::format("no energy is computed again: theory does not know the energy '{}'",
                         energy.preset);
  }
  return "";
}

PassMemo::Kept pass_of(const Judged& j, const Points& z) {
  return j.passes->of(z, [&]() -> theory::PairPass {
    const theory::PlainTerms terms = plain_terms_of(j);
    const State& weights = j.run.view_weights;
    if (z.cols() >= many_latents) return pair_pass(terms, z, j.config.views.count, weights);
    if (weights.size()) return {plain_sum_by_quadrature(terms, z, weights), {}};
    return {theory::plain_sum(terms, z, j.config.views.count), {}};
  });
}

bool is_sum(const Judged& j) { return !j.config.energy.terms.empty(); }

double size_of_terms(const Judged& j) {
  if (!is_sum(j)) return 1;
  double weights = 0;
  for (const EnergyTerm& term : j.config.energy.terms) weights += std::abs(term.weight);
  if (!lack_of_plain_sums(j).empty() || is_sampled(j) || j.flow.positions.empty()) return weights;
  return std::max({weights, plain_sum_of(j, j.flow.positions.front()).of_terms,
                   plain_sum_of(j, j.flow.positions.back()).of_terms});
}

theory::PlainSum plain_sum_of(const Judged& j, const Points& z) { return pass_of(j, z)->sum; }

theory::KernelMeans kernel_means_of(const Judged& j, const Points& z) {
  if (lack_of_plain_sums(j).empty())
    if (const auto means = pass_of(j, z)->means) return *means;
  return theory::kernel_means(z, j.config.energy.temperature, j.config.views.count,
                              j.run.view_weights);
}

}  // namespace simclr_flow
