#include "search_parts.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/study/distinct.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/overview.hpp"

namespace simclr_flow {
namespace {

/// Whether theory/overview.hpp speaks of it: single views, equal masses, gauss, round.
bool has_overview(const StudySetting& setting) {
  const RunConfig& config = setting.config;
  const bool round = config.latent.manifold == "circle" || config.latent.manifold == "sphere";
  const bool known = config.energy.preset == "linear" ||
                     theory::family_member(config.energy.preset, setting.particles());
  return round && known && config.energy.kernel == "gauss" && setting.experiment.views() == 1 &&
         !setting.study.masses;
}

StudyReference box_reference(const StudySetting& setting) {
  const auto least = least_law_on_box(setting);
  if (!least) return {};
  return {
      .bound = least->lower_bound(1),
      .bound_statement = "no law on the box is below: equilibrium measure, theory/box_minimizer",
      .bound_status = "proven",
      .best = least->energy(1),
      .best_name = least_law_name,
      .best_status = least->status};
}

/// Of all laws on a circle or sphere.
StudyReference law_reference(const StudySetting& setting) {
  const LatentConfig& latent = setting.config.latent;
  const EnergyConfig& energy = setting.config.energy;
  const auto minimum = theory::proven_minimum(energy.preset, energy.kernel, latent.manifold,
                                              latent.dim, energy.temperature);
  if (!minimum) return {};
  return {.bound = minimum->value,
          .bound_statement = minimum->statement + ": " + minimum->source,
          .bound_status = minimum->status,
          .best = {},
          .best_name = "",
          .best_status = ""};
}

}  // namespace

std::optional<theory::BoxMinimizer> least_law_on_box(const StudySetting& setting) {
  const EnergyConfig& energy = setting.config.energy;
  const std::vector<double>& sides = setting.config.latent.sides;
  if (energy.preset != "simclr" || energy.kernel != "gauss" || setting.experiment.views() != 1)
    return std::nullopt;
  try {
    return theory::box_minimizer(Eigen::Map<const State>(sides.data(), std::ssize(sides)),
                                 energy.temperature);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

StudyReference study_reference(const StudySetting& setting) {
  if (!setting.config.latent.sides.empty()) return box_reference(setting);
  if (setting.study.masses) return law_reference(setting);
  StudyReference known;
  if (!has_overview(setting)) return known;
  const EnergyConfig& energy = setting.config.energy;
  for (const theory::Statement& s : theory::overview(
           {setting.config.latent.dim, energy.temperature, energy.preset, setting.particles()})) {
    if (s.id == "bound.best") {
      known.bound = s.value;
      known.bound_statement = s.quantity + ": " + s.source;
      known.bound_status = s.status;
    } else if (s.section == "configurations" && !s.id.starts_with("configuration.single atom") &&
               (!known.best || s.value < *known.best)) {
      known.best = s.value;
      known.best_name = s.quantity.substr(0, s.quantity.find(','));
      known.best_status = s.status;
    }
  }
  return known;
}

}  // namespace simclr_flow
