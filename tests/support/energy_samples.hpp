#pragma once
// Energies for tests: every one of the registry, and several of those that are made of parts.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/theory/plain_terms.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

/// The parts as theory's, by a conversion of the tests' own.
inline theory::PlainContrast plain_contrast(const ContrastConfig& parts) {
  using Parts = ContrastConfig::Negatives;
  using Plain = theory::PlainContrast::Negatives;
  theory::PlainContrast plain{.linear = parts.outer == ContrastConfig::Outer::linear,
                              .offset = parts.offset,
                              .mean = parts.mean,
                              .positive = parts.positive};
  if (parts.negatives == Parts::all && !parts.self) plain.negatives = Plain::others;
  if (parts.negatives == Parts::other_samples) plain.negatives = Plain::other_samples;
  if (parts.negatives == Parts::same_view) plain.negatives = Plain::same_view;
  if (parts.negatives == Parts::cross) plain.negatives = Plain::cross;
  return plain;
}

struct EnergySample {
  std::string label;
  const EnergyEntry& entry;
  std::optional<ContrastConfig> parts;
  EnergyConfig sum = {};  ///< of terms, some of which take its kernel over; else none

  std::unique_ptr<Energy> make(Profile profile) const {
    if (!sum.terms.empty()) return build_energy(sum, profile);
    return entry.make(profile, parts.value_or(ContrastConfig{}));
  }
  /// Whether a term has the kernel that the sample is made with.
  bool takes_over(const EnergyConfig& term) const {
    return term.kernel == sum.kernel && term.temperature == sum.temperature;
  }
  /// As theory has it; by default with the standard values of the kernel's parameters.
  theory::PlainTerms plain(const KernelEntry& kernel, double temperature,
                           const theory::PlainPositives* positives = nullptr,
                           std::optional<Parameters> given = {}) const {
    const Parameters parameters = given.value_or(standard_parameters(kernel));
    const auto contrast = [](const std::optional<ContrastConfig>& of) {
      return of ? std::optional(plain_contrast(*of)) : std::nullopt;
    };
    if (sum.terms.empty())
      return {{1, {entry.name, kernel.name, temperature, contrast(parts), parameters, positives}}};
    theory::PlainTerms terms;
    for (const auto& [weight, term] : sum.terms) {
      terms.push_back({weight,
                       {term.preset, kernel.name, temperature, contrast(term.contrast), parameters,
                        positives}});
      if (takes_over(term)) continue;
      theory::PlainEnergy& own = terms.back().energy;
      own.kernel = term.kernel;
      own.temperature = term.temperature;
      own.parameters = term.parameters;
    }
    return terms;
  }
};

/// Whether an energy has a value with this kernel, of latents in so many views: by what its sums
/// take where the kernel is infinite, or no kernel at all.
inline bool takes_kernel(const EnergyEntry& entry, std::optional<ContrastConfig> parts,
                         const KernelEntry& kernel, Index views) {
  using Negatives = ContrastConfig::Negatives;
  if (entry.is_made_of_parts() && !parts) parts.emplace();
  const auto k = standard_functions(kernel);
  if (k->at_zero() != KernelFunctions::AtZero::pole || entry.name == "alignment" ||
      entry.name == "spectral")
    return true;
  if (k->is_pair_energy()) return entry.name == "linear" && views == 1;
  if (parts && parts->negatives == Negatives::all) return !parts->self;
  if (parts) return parts->negatives != Negatives::cross || views > 1;
  if (entry.name == "nt-xent" || entry.name == "simclr-cross") return views > 1;
  return entry.name != "simclr" && entry.name != "info-nce";
}
inline bool takes_kernel(const EnergySample& sample, const KernelEntry& kernel, Index views) {
  if (sample.sum.terms.empty()) return takes_kernel(sample.entry, sample.parts, kernel, views);
  return std::ranges::all_of(sample.sum.terms, [&](const EnergyTerm& term) {
    return !sample.takes_over(term.energy) ||
           takes_kernel(entry(energies(), term.energy.preset), term.energy.contrast, kernel, views);
  });
}

inline std::vector<EnergySample> energy_samples() {
  std::vector<EnergySample> all;
  for (const EnergyEntry& entry : energies()) {
    if (!entry.is_made_of_parts()) all.push_back({std::string(entry.name), entry, {}});
    for (const std::string_view sample : entry.samples) {
      const std::string text = fmt::format(
          "data = {{ kind = \"discs\" }}\nlatent = {{ manifold = \"euclidean\" }}\n"
          "flow = [{{ kind = \"particle\" }}]\n"
          "energy = {{ preset = \"{}\"{}{} }}\n",
          entry.name, sample.empty() ? "" : ", ", sample);
      const EnergyConfig energy = parse_config({"sample.toml", text, {}}, vocabulary()).energy;
      all.push_back({fmt::format("{} {}", entry.name, sample), entry, energy.contrast,
                     entry.has_terms ? energy : EnergyConfig{}});
    }
  }
  return all;
}

}  // namespace simclr_flow::test
