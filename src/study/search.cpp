#include "simclr_flow/study/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <new>

#include "search_parts.hpp"
#include "simclr_flow/build/given.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow {

namespace {

/// Of a study's configuration what its latents need: their number, without the data.
RunConfig without_data(RunConfig config, Index samples) {
  config.flows.clear();
  config.data = {};
  config.data.kind = "none";
  config.data.count = samples;
  config.views.transforms.clear();
  return config;
}

/// Keys of flows are of no use to a study alone. Throws InputError.
void require_used(const RunConfig& config) {
  if (!config.flows.empty()) return;
  if (config.integrator != IntegratorConfig{})
    throw InputError(
        "[integrator] is that of [[flow]], and there is none; the flow of a study is followed by "
        "integrator = {...} of [study], e.g. study.integrator.rtol");
  StopConfig stop = config.stop;
  stop.wall_time = StopConfig{}.wall_time;
  if (stop != StopConfig{})
    throw InputError(
        "[stop] ends each [[flow]], and there is none; a study knows its wall_time alone, and each "
        "start ends where its flow is stationary, or after study.integrator.max_steps");
}

}  // namespace

StudyGiven read_study_given(const RunConfig& config, const std::string& folder) {
  RunConfig without_flows = config;
  without_flows.flows.clear();
  require_used(config);
  Given given = read_given(without_flows, folder);
  return {given.data.training.count(), std::move(given.start), given.data.training.source,
          std::move(given.hints)};
}

StudySetting study_setting(const RunConfig& config, const StudyGiven& given) {
  if (config.views.mode != ViewsConfig::Mode::fixed)
    throw InputError(fmt::format("[views] mode = \"{}\" has no study of minimizers; allowed: fixed",
                                 name_of_choice(config.views.mode)));
  if (!config.positives.are_views())
    throw InputError(
        fmt::format("[positives] kind = \"{}\" has no study of minimizers; allowed: views (of "
                    "labels with classes of one size: classes as samples, members as views)",
                    name_of_choice(config.positives.kind)));
  if (config.study && config.study->masses && !build_energy(config.energy)->is_functional_of_law())
    throw InputError(fmt::format(
        "[study] masses = true needs an energy that is a function of the law alone, but [energy] "
        "preset = \"{}\" is not; allowed: simclr, linear, or custom with negatives = \"all\", "
        "self = true, mean = true, or sums of these",
        config.energy.preset));
  Given latents{.data = {}};
  latents.data.training.points = Points(0, given.samples);
  latents.start = given.start;
  latents.hints = given.hints;
  StudySetting setting{config, config.study.value_or(StudyConfig{}),
                       build_experiment(without_data(config, given.samples), std::move(latents))};
  for (Index k = 0; k < std::ssize(setting.study.kinds); ++k) study_start(setting, k);
  return setting;
}

StudyEnd end_of(const Flow& flow, const LatentSpan& span, const StationaryPoint& point,
                Index eigenvalues) {
  const HessianSpectrum& spectrum = point.spectrum;
  StudyEnd end;
  end.stationary = point.status.outcome == Outcome::done;
  end.reason = point.status.reason;
  end.energy = point.first.energy;
  end.gradient_norm = point.first.gradient_norm;
  end.residual = point.first.residual;
  end.time = point.time;
  end.flow_steps = point.flow_steps;
  end.newton_steps = point.newton_steps;
  end.unknowns = spectrum.unknowns;
  end.negative = spectrum.negative;
  end.zero = spectrum.zero;
  end.largest = spectrum.largest;
  end.eigenvalues = spectrum.lowest.head(std::min(eigenvalues, spectrum.lowest.size()));
  end.latents = span.embedded(flow.manifold().ambient(flow.outputs(point.x)));
  end.masses = flow.masses(point.x);
  return end;
}

std::unique_ptr<Integrator> integrator_of(const StudySetting& setting, const Flow& flow) {
  IntegratorConfig config = setting.study.integrator;
  if (config.initial_step == 0) {
    State velocity;
    const State x = flow.initial_state();
    flow.rhs(x, velocity);
    const Points y = flow.outputs(velocity);
    const double way = 0.01 * std::min(1.0, least_temperature(setting.config.energy,
                                                              theory::depends_on_kernel)),
                 step = way / y.colwise().stableNorm().maxCoeff();
    if (std::isfinite(step)) config.initial_step = std::max(step, config.min_step);
    if (config.max_step > 0) config.initial_step = std::min(config.initial_step, config.max_step);
  }
  return build_integrator(config);
}

StudyEnd search_from(const StudySetting& setting, Index k) {
  const Experiment& e = setting.experiment;
  const LatentSpan span(e.manifold, study_start(setting, k));
  StudyEnd end;
  if (setting.study.masses) {
    end = search_measure(setting, span);
  } else {
    const auto flow = make_particle_flow(
        LatentEnergy(span.manifold(), e.energy, e.views(), e.view_weights), span.start());
    const StationaryPoint point =
        find_stationary(*flow, *integrator_of(setting, *flow),
                        least_temperature(setting.config.energy, theory::depends_on_kernel),
                        plan_of(setting.study, span.copies()));
    end = end_of(*flow, span, point, setting.study.eigenvalues);
  }
  end.kind = study_start_kind(setting, k);
  return end;
}

namespace {

/// What went wrong in the search itself is how it ended.
StudyEnd attempt(const StudySetting& setting, Index k) {
  try {
    return search_from(setting, k);
  } catch (const InputError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;  // there may be memory another time
  } catch (const std::exception& error) {
    StudyEnd end;
    end.kind = study_start_kind(setting, k);
    end.reason = error.what();
    end.latents = setting.experiment.manifold->ambient(study_start(setting, k));
    if (setting.study.masses)
      end.masses = State::Constant(end.latents.cols(), 1 / static_cast<double>(end.latents.cols()));
    return end;
  }
}

}  // namespace

void search_all(const StudySetting& setting, std::vector<std::optional<StudyEnd>>& ends,
                const std::function<bool()>& ended) {
  std::vector<Index> open;
  for (Index k = 0; k < std::ssize(ends); ++k)
    if (!ends[static_cast<std::size_t>(k)]) open.push_back(k);
  std::mutex mutex;
  bool goes_on = true;
  parallel_blocks(std::ssize(open), [&](Index block, Index) {
    const Index k = open[static_cast<std::size_t>(block)];
    if (std::lock_guard lock(mutex); !goes_on) return;
    StudyEnd end = attempt(setting, k);
    std::lock_guard lock(mutex);
    ends[static_cast<std::size_t>(k)] = std::move(end);
    goes_on = ended() && goes_on;
  });
}

}  // namespace simclr_flow
