#include <algorithm>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/study/distinct.hpp"
#include "simclr_flow/theory/family.hpp"
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

}  // namespace

StudyReference study_reference(const StudySetting& setting) {
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
