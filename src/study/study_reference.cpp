#include <fmt/format.h>

#include "search_parts.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/study/distinct.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/sum_minimum.hpp"

namespace simclr_flow {
namespace {

/// What theory knows of the energy; null where it speaks of none.
const theory::EnergyFacts* facts_of(const StudySetting& setting) {
  const EnergyConfig& energy = setting.config.energy;
  return theory::speaks_of(energy.preset, energy.kernel) ? theory::facts_of(energy.preset)
                                                         : nullptr;
}

/// Whether theory/best_known.hpp may know it: round, and views that all count alike.
bool is_in_scope(const StudySetting& setting) {
  return setting.experiment.manifold->facts().unit_sphere && !setting.config.energy.contrast &&
         setting.config.views.mode != ViewsConfig::Mode::quadrature;
}

StudyReference box_reference(const StudySetting& setting) {
  const auto least = least_law_on_box(setting);
  if (!least) return {};
  const double alpha = *facts_of(setting)->law_offset;
  return {
      .bound = least->lower_bound(alpha),
      .bound_statement = "no law on the box is below: equilibrium measure, theory/box_minimizer",
      .bound_status = "proven",
      .best = least->energy(alpha),
      .best_name = least_law_name,
      .best_status = least->status};
}

/// Of all laws on a circle or sphere.
StudyReference law_reference(const StudySetting& setting) {
  const LatentConfig& latent = setting.config.latent;
  const EnergyConfig& energy = setting.config.energy;
  const auto minimum = theory::proven_minimum(
      theory::weighted_settings(terms_of(energy), latent.dim, 0, 1), latent.manifold);
  if (!minimum) return {};
  return {.bound = minimum->value,
          .bound_statement = minimum->statement + ": " + minimum->source,
          .bound_status = minimum->status,
          .best = {},
          .best_name = "",
          .best_status = ""};
}

StudyReference reference_of(const theory::BestKnown& found) {
  StudyReference known{.bound = found.bound.value,
                       .bound_statement = fmt::format("{}: {}: {}", found.bound_statement,
                                                      found.bound.statement, found.bound.source),
                       .bound_status = found.bound.status,
                       .best = {},
                       .best_name = "",
                       .best_status = ""};
  if (const theory::ReferenceEnergy* best = found.best()) {
    known.best = best->value;
    known.best_name = best->name;
    known.best_status = best->status;
  }
  return known;
}

StudyReference reference_of_sum(const theory::SumBound& found) {
  if (!found.bound) return {};
  return {.bound = found.bound->value,
          .bound_statement = fmt::format("{}: {}", found.bound->statement, found.bound->source),
          .bound_status = found.bound->status,
          .best = {},
          .best_name = "",
          .best_status = ""};
}

}  // namespace

std::optional<theory::BoxMinimizer> least_law_on_box(const StudySetting& setting) {
  const EnergyConfig& energy = setting.config.energy;
  const std::vector<double>& sides = setting.config.latent.sides;
  const theory::EnergyFacts* facts = facts_of(setting);
  if (!facts || !facts->law_offset || setting.experiment.views() != 1) return std::nullopt;
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
  if (!is_in_scope(setting)) return {};
  const EnergyConfig& energy = setting.config.energy;
  const Index views = setting.experiment.views();
  if (!energy.terms.empty())
    return reference_of_sum(theory::sum_bound(theory::weighted_settings(
        terms_of(energy), setting.config.latent.dim, setting.particles() / views, views)));
  const auto found =
      theory::best_known({setting.config.latent.dim, energy.temperature, energy.preset,
                          setting.particles() / views, views, energy.kernel, energy.parameters});
  return found ? reference_of(*found) : StudyReference{};
}

}  // namespace simclr_flow
