#include "planned_rows.hpp"
#include "simclr_flow/diagnostics/measures.hpp"
#include "simclr_flow/diagnostics/spectral_alignment.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "tracks.hpp"
#include "view_law.hpp"

namespace simclr_flow::record {
namespace {

Measures measures_of(const Setup& setup, const FlowConfig& flow) {
  const Experiment& e = setup.experiment;
  return {setup.config.energy.temperature,
          e.views(),
          e.species,
          setup.minimum ? std::optional(setup.minimum->value) : std::nullopt,
          setup.config.has_free_lengths(flow),
          setup.config.seed,
          e.view_weights,
          summation_of(setup.config.energy)};
}

LatentMeasures test_measures_of(const Setup& setup) {
  const Experiment& e = setup.experiment;
  return {setup.config.energy.temperature,
          e.views(),
          e.test_species,
          setup.config.seed,
          e.view_weights,
          summation_of(setup.config.energy)};
}

/// A series of one number per row.
SeriesLayout scalar(const Setup& setup, const std::string& flow, const std::string& name) {
  SeriesLayout series{observable_path(flow, name), {}};
  if (name == "energy_gap")
    series.attributes = {{"reference", "theory/minimum_energy: " + setup.minimum->statement}};
  return series;
}

/// Of latents with the modes of the graph, which are computed when first asked for; nothing where
/// there is no graph.
std::function<std::vector<double>(const Snapshot&)> spectral_measure(const Setup& setup) {
  if (!has_graph(setup)) return [](const Snapshot&) { return std::vector<double>(); };
  return [&setup, modes = std::optional<Points>()](const Snapshot& s) mutable {
    if (!modes) modes = graph_modes_of(setup);
    return std::vector{spectral_alignment(*modes, s.latents(), setup.experiment.views())};
  };
}

}  // namespace

std::optional<Track> observables_track(const Setup& setup, const Course& course) {
  const std::string& flow = course.config.name;
  auto [cadence, rows] =
      planned_rows(setup.config.output.observables, course.config, *course.method);
  Track track{.name = track_name::observables,
              .series = {},
              .cadence = std::move(cadence),
              .rows = rows,
              .row = {}};
  const Measures measures = measures_of(setup, course.config);
  const LatentMeasures of_test = test_measures_of(setup);
  const Flow* const test = course.test_flow.get();
  for (const std::string& name : measures.names())
    track.series.push_back(scalar(setup, flow, name));
  if (has_graph(setup)) track.series.push_back(scalar(setup, flow, "spectral_alignment"));
  if (test)
    for (const std::string& name : of_test.names())
      track.series.push_back(scalar(setup, test_name(flow), name));
  track.row = [measures, of_test, test, spectral = spectral_measure(setup),
               &species = setup.experiment.species](const Snapshot& s) -> State {
    std::vector<double> values = measures.measure(s);
    for (const double share : spectral(s)) values.push_back(share);
    if (test) {
      const Points latents = test->manifold().ambient(test->outputs(s.weights()));
      const auto more = of_test.measure_held_out(latents, s.latents(), species);
      values.insert(values.end(), more.begin(), more.end());
    }
    return Eigen::Map<const State>(values.data(), std::ssize(values));
  };
  return track;
}

}  // namespace simclr_flow::record
