#include "plain_energy.hpp"

#include <fmt/format.h>

#include <stdexcept>

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
          .mean = given.mean};
}

}  // namespace

theory::PlainEnergy plain_energy_of(const Judged& j) {
  const EnergyConfig& energy = j.config.energy;
  return {energy.preset,
          energy.kernel,
          energy.temperature,
          energy.contrast ? std::optional(plain_contrast(*energy.contrast)) : std::nullopt,
          energy.parameters,
          j.positives.get()};
}

std::string lack_of_plain_sums(const Judged& j) {
  const EnergyConfig& energy = j.config.energy;
  if (!theory::has_plain_kernel(energy.kernel))
    return fmt::format(
        "no energy is computed again: theory does not know the kernel '{}' (a program that adds "
        "one "
        "gives its plain formula too)",
        energy.kernel);
  if (theory::has_plain_sum(plain_energy_of(j))) return "";
  return fmt::format("no energy is computed again: theory does not know the energy '{}'",
                     energy.preset);
}

PassMemo::Kept pass_of(const Judged& j, const Points& z) {
  return j.passes->of(z, [&]() -> theory::PairPass {
    const theory::PlainEnergy energy = plain_energy_of(j);
    const State& weights = j.run.view_weights;
    if (z.cols() >= many_latents) return pair_pass(energy, z, j.config.views.count, weights);
    if (weights.size()) return {plain_sum_by_quadrature(energy, z, weights), {}};
    return {theory::plain_sum(energy, z, j.config.views.count), {}};
  });
}

theory::PlainSum plain_sum_of(const Judged& j, const Points& z) { return pass_of(j, z)->sum; }

theory::KernelMeans kernel_means_of(const Judged& j, const Points& z) {
  if (lack_of_plain_sums(j).empty())
    if (const auto means = pass_of(j, z)->means) return *means;
  return theory::kernel_means(z, j.config.energy.temperature, j.config.views.count,
                              j.run.view_weights);
}

}  // namespace simclr_flow
