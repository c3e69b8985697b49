#include "simclr_flow/study/search.hpp"

#include <algorithm>

#include "simclr_flow/study/stationary_point.hpp"

namespace simclr_flow {

StudySetting study_setting(const RunConfig& config, const std::string& folder) {
  RunConfig without_flows = config;
  without_flows.flows.clear();
  StudySetting setting{config, config.study.value_or(StudyConfig{}),
                       build_experiment(without_flows, folder)};
  for (Index k = 0; k < std::ssize(setting.study.kinds); ++k) study_start(setting, k);
  return setting;
}

namespace {

StudyEnd end_of(const Flow& flow, const StationaryPoint& point, Index eigenvalues) {
  const HessianSpectrum& spectrum = point.spectrum;
  return {.stationary = point.status.outcome == Outcome::done,
          .reason = point.status.reason,
          .energy = point.first.energy,
          .gradient_norm = point.first.gradient_norm,
          .residual = point.first.residual,
          .time = point.time,
          .flow_steps = point.flow_steps,
          .newton_steps = point.newton_steps,
          .unknowns = spectrum.unknowns,
          .negative = spectrum.negative,
          .zero = spectrum.zero,
          .largest = spectrum.largest,
          .eigenvalues = spectrum.lowest.head(std::min(eigenvalues, spectrum.lowest.size())),
          .latents = flow.energy().manifold().ambient(flow.outputs(point.x)),
          .masses = flow.masses(point.x)};
}

}  // namespace

StudyEnd search_from(const StudySetting& setting, Index k) {
  const Experiment& e = setting.experiment;
  const StudyConfig& study = setting.study;
  const auto flow = make_particle_flow(
      LatentEnergy(e.manifold, e.energy, e.views(), e.view_weights), study_start(setting, k));
  const auto integrator = build_integrator(study.integrator);
  const StationaryPoint point =
      find_stationary(*flow, *integrator, setting.config.energy.temperature,
                      {.tolerance = study.tolerance,
                       .eigenvalues = study.eigenvalues,
                       .dense = study.dense,
                       .max_steps = study.integrator.max_steps});
  StudyEnd end = end_of(*flow, point, study.eigenvalues);
  end.kind = study_start_kind(setting, k);
  return end;
}

}  // namespace simclr_flow
