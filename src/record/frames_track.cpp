#include "joined.hpp"
#include "planned_rows.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "tracks.hpp"

namespace simclr_flow::record {
namespace {

/// Adds the series of the latents of a flow, or of its test points.
void add_latents(Track& track, const std::string& name, const Manifold& manifold, Index count,
                 const std::vector<int>& species) {
  track.particles.push_back({name, manifold.ambient_dim(), species});
  track.series.push_back({position_path(name), {count, manifold.ambient_dim()}});
  if (has_one_angle(manifold)) track.series.push_back({angle_path(name), {count}});
}

}  // namespace

std::optional<Track> frames_track(const Setup& setup, const Course& course) {
  const Experiment& e = setup.experiment;
  const std::string& name = course.config.name;
  auto [cadence, rows] = planned_rows(setup.config.output.frames, course.config, *course.method);
  Track track{.name = track_name::frames,
              .series = {},
              .cadence = std::move(cadence),
              .rows = rows,
              .row = {}};
  add_latents(track, name, *e.manifold, e.particles(), e.species);
  const Flow* const test = course.test_flow.get();
  if (test)
    add_latents(track, test_name(name), *e.manifold, test->outputs(test->initial_state()).cols(),
                e.test_species);
  track.row = [test, &manifold = *e.manifold](const Snapshot& s) {
    const auto angles = [&manifold](const Points& outputs) {
      return has_one_angle(manifold) ? numbers(outputs) : std::span<const double>();
    };
    if (!test) return joined({numbers(s.latents()), angles(s.outputs())});
    const Points outputs = test->outputs(s.weights()), latents = manifold.ambient(outputs);
    return joined({numbers(s.latents()), angles(s.outputs()), numbers(latents), angles(outputs)});
  };
  return track;
}

}  // namespace simclr_flow::record
