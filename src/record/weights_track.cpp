#include "joined.hpp"
#include "planned_rows.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/network/neurons.hpp"
#include "tracks.hpp"

namespace simclr_flow::record {
namespace {

/// Adds the series of neurons, particles of the space of their coordinates.
void add_neurons(Track& track, const std::string& flow, const NetworkShape& shape) {
  const auto coordinates = neuron_coordinates(shape.inputs, shape.bias, shape.outputs);
  const std::string name = neurons_name(flow);
  track.particles.push_back({name, std::ssize(coordinates)});
  track.series.push_back({.path = position_path(name),
                          .extents = {shape.widths[0], std::ssize(coordinates)},
                          .coordinates = coordinates});
}

}  // namespace

std::optional<Track> weights_track(const Setup& setup, const Course& course) {
  const Flow& flow = *course.flow;
  const Index weights = flow.weights(flow.initial_state()).size();
  if (weights == 0) return std::nullopt;
  const std::string& name = course.config.name;
  auto [cadence, rows] = planned_rows(setup.config.output.weights, course.config, *course.method);
  Track track{.name = track_name::weights,
              .series = {{weights_path(name), {weights}}},
              .cadence = std::move(cadence),
              .rows = rows,
              .row = [](const Snapshot& s) { return s.weights(); }};
  if (!course.config.has_neurons()) return track;
  add_neurons(track, name, flow.network()->shape());
  track.row = [&network = *flow.network()](const Snapshot& s) {
    const State w = s.weights();
    const Points particles = neurons(network, w);
    return joined({numbers(w), numbers(particles)});
  };
  return track;
}

}  // namespace simclr_flow::record
