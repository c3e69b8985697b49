#include "simclr_flow/study/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>

#include "search_parts.hpp"
#include "simclr_flow/build/given.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

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

}  // namespace

StudyGiven read_study_given(const RunConfig& config, const std::string& folder) {
  RunConfig without_flows = config;
  without_flows.flows.clear();
  Given given = read_given(without_flows, folder);
  return {given.data.training.count(), std::move(given.start), given.data.training.source,
          std::move(given.hints)};
}

StudySetting study_setting(const RunConfig& config, const StudyGiven& given) {
  if (config.views.mode != "fixed")
    throw InputError(fmt::format("[views] mode = \"{}\" has no study of minimizers; allowed: fixed",
                                 config.views.mode));
  if (config.study && config.study->masses && !build_energy(config.energy)->takes_view_weights())
    throw InputError(fmt::format(
        "[study] masses = true needs an energy that is a function of the law alone, but [energy] "
        "preset = \"{}\" is not; allowed: simclr, linear, or custom with negatives = \"all\", "
        "self = true, mean = true",
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

StudyEnd end_of(const Flow& flow, const StationaryPoint& point, Index eigenvalues) {
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
  end.latents = flow.energy().manifold().ambient(flow.outputs(point.x));
  end.masses = flow.masses(point.x);
  return end;
}

StudyEnd search_from(const StudySetting& setting, Index k) {
  const Experiment& e = setting.experiment;
  const Points start = study_start(setting, k);
  StudyEnd end;
  if (setting.study.masses) {
    end = search_measure(setting, start);
  } else {
    const auto flow =
        make_particle_flow(LatentEnergy(e.manifold, e.energy, e.views(), e.view_weights), start);
    const auto integrator = build_integrator(setting.study.integrator);
    const StationaryPoint point = find_stationary(
        *flow, *integrator, setting.config.energy.temperature, plan_of(setting.study));
    end = end_of(*flow, point, setting.study.eigenvalues);
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
