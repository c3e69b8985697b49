// The table of energies.
#include <fmt/format.h>

#include <array>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/energy/spectral.hpp"
#include "simclr_flow/energy/weighted_sum.hpp"

namespace simclr_flow {
namespace {

Contrast::Outer outer_of(ContrastConfig::Outer outer) {
  switch (outer) {
    case ContrastConfig::Outer::log:
      return Contrast::Outer::log;
    case ContrastConfig::Outer::linear:
      return Contrast::Outer::linear;
  }
  throw std::logic_error("no such outer function");
}

Negatives negatives_of(const ContrastConfig& parts) {
  switch (parts.negatives) {
    case ContrastConfig::Negatives::all:
      return parts.self ? Negatives::all : Negatives::others;
    case ContrastConfig::Negatives::other_samples:
      return Negatives::other_samples;
    case ContrastConfig::Negatives::same_view:
      return Negatives::same_view;
    case ContrastConfig::Negatives::cross:
      return Negatives::cross;
  }
  throw std::logic_error("no such negatives");
}

std::unique_ptr<Energy> custom(const ContrastConfig& parts, Profile profile) {
  return make_contrastive({.name = "custom",
                           .outer = outer_of(parts.outer),
                           .offset = parts.offset,
                           .negatives = negatives_of(parts),
                           .normalised = parts.mean,
                           .positive = parts.positive},
                          profile);
}

constexpr std::array<std::string_view, 8> custom_samples{
    "",
    "outer = \"linear\", self = false, mean = false",
    "offset = 0.3, negatives = \"other_samples\"",
    "offset = 0, negatives = \"same_view\", mean = false",
    "offset = 2, negatives = \"cross\"",
    "outer = \"linear\", negatives = \"cross\", mean = false",
    "outer = \"linear\", self = false, positive = false",
    "offset = 0.5, negatives = \"same_view\", positive = false",
};

/// Without terms: alignment + uniformity.
std::unique_ptr<Energy> example_sum(const ContrastConfig&, Profile profile) {
  std::vector<WeightedEnergy> terms;
  terms.push_back({1, make_alignment(profile)});
  terms.push_back({1, make_uniformity(profile)});
  return make_weighted_sum(std::move(terms));
}

/// Each with a kernel that it takes over: contrasts and others, own kernels, parts, both signs, a
/// single term.
constexpr std::array<std::string_view, 6> sum_samples{
    "term = [{ preset = \"alignment\" }, { preset = \"uniformity\", weight = 0.7 }]",
    "term = [{ preset = \"dcl\", weight = 2 }, "
    "{ preset = \"uniformity-per-view\", weight = 0.3 }]",
    "term = [{ preset = \"simclr\", weight = 1.5 }, "
    "{ preset = \"linear\", kernel = \"student\", temperature = 3, weight = -0.4 }]",
    "term = [{ preset = \"spectral\", weight = 0.1 }, { preset = \"nt-xent\" }, { preset = "
    "\"dhel\", kernel = \"rational\", exponent = 1.5 }, { preset = \"alignment\", weight = -0.2 }]",
    "term = [{ preset = \"custom\", outer = \"linear\", self = false, mean = false, "
    "kernel = \"imq\" }, { preset = \"simclr-cross\", weight = 0.6 }]",
    "term = [{ preset = \"dcl\" }]",
};

EnergyEntry whole(std::string_view name, std::string_view summary,
                  std::unique_ptr<Energy> (*make)(Profile)) {
  return {name, summary, [make](const ContrastConfig&, Profile profile) { return make(profile); }};
}

EnergyEntry whole(const ContrastivePreset& preset) {
  return {preset.contrast.name, preset.summary, [&preset](const ContrastConfig&, Profile profile) {
            return make_contrastive(preset.contrast, profile);
          }};
}

std::vector<EnergyEntry> own_energies() {
  std::vector<EnergyEntry> all;
  for (const ContrastivePreset& preset : contrastive_presets()) all.push_back(whole(preset));
  all.push_back(
      whole("alignment", "mean squared distance of positive pairs (Wang & Isola)", make_alignment));
  all.push_back(whole("uniformity", "log of the mean kernel over all pairs, positive ones too",
                      make_uniformity));
  all.push_back(whole("uniformity-per-view",
                      "uniformity of each view by itself, the mean (Wang & Isola)",
                      make_uniformity_per_view));
  all.push_back(whole("spectral",
                      "-2 u·u' of positive pairs + (u·u')^2 of all (HaoChen et al.), on R^d",
                      make_spectral));
  all.push_back({"custom", "of the parts that [energy] gives: outer, offset, negatives, self, mean",
                 custom, custom_samples});
  all.push_back({"sum", "of up to 8 energies, weighted: [[energy.term]] gives each", example_sum,
                 sum_samples, true});
  return all;
}

std::vector<EnergyEntry>& table_of_energies() {
  static std::vector<EnergyEntry> all = own_energies();
  return all;
}

}  // namespace

std::span<const EnergyEntry> energies() { return table_of_energies(); }

void add_energy(EnergyEntry entry) {
  if (entry.name.empty() || !entry.build)
    throw InputError("an energy needs a name, and a function that makes it");
  for (const EnergyEntry& known : energies())
    if (known.name == entry.name)
      throw InputError(fmt::format("the name '{}' of an energy is taken", entry.name));
  table_of_energies().push_back(std::move(entry));
}

}  // namespace simclr_flow
