#include "simclr_flow/record/layout.hpp"

#include <fmt/format.h>

#include "observation.hpp"
#include "recorder.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow::record {
namespace {

/// Parameters of the network at t = 0, where nothing else in the file tells them: those that a file
/// gave, and those of an empirical kernel.
State stored_start(const Setup& setup, const Course& course) {
  const FlowConfig& config = course.config;
  const bool drawn_kernel = config.kind == "kernel" && config.has_network();
  if (!drawn_kernel || course.weights.size() > 0) return course.weights;
  return drawn_weights(build_network(config, setup.experiment.inputs.rows(),
                                     setup.experiment.manifold->coordinate_dim()),
                       setup.config.seed);
}

FlowLayout flow_layout(const Setup& setup, const Course& course) {
  const std::vector<Track> tracks = tracks_of(setup, course);
  FlowLayout layout{.name = course.config.name,
                    .kind = course.config.kind,
                    .description = describe_flow(course.config, setup.config.views),
                    .particles = {},
                    .tracks = {},
                    .start = stored_start(setup, course),
                    .checkpoint_size = checkpoint_size(setup, course, tracks),
                    .warnings = {},
                    .work = timed_kinds(),
                    .solver = counted_kinds()};
  for (const Track& track : tracks) {
    layout.tracks.push_back({track.name, track.series, track.rows});
    for (const ParticlesLayout& group : track.particles) layout.particles.push_back(group);
  }
  for (const std::size_t kind : audited_kinds(course))
    layout.warnings.emplace_back(Audit::names[kind]);
  return layout;
}

/// Everything but the flows.
Layout common_layout(const Setup& setup) {
  const Experiment& e = setup.experiment;
  Layout layout;
  layout.texts = setup.texts;
  layout.seed = setup.config.seed;
  layout.data = e.data.points;
  layout.labels = e.data.labels;
  layout.class_names = e.data.class_names;
  layout.height = e.data.height;
  layout.width = e.data.width;
  layout.view_weights = e.view_weights;
  layout.positive_weights = e.positive_weights;
  layout.known_labels = State::Zero(std::ssize(e.known_labels));
  for (std::size_t i = 0; i < e.known_labels.size(); ++i)
    layout.known_labels[static_cast<Index>(i)] = e.known_labels[i] ? 1 : 0;
  layout.test_data = e.test.points;
  layout.test_labels = e.test.labels;
  if (!entry(initials(), setup.config.initial.kind).make) {
    layout.start = e.start;
    layout.test_start = e.test_start;
  }
  if (!setup.config.views.transforms.empty()) layout.views = e.inputs;
  if (const auto& minimum = setup.minimum)
    layout.minimum = {minimum->value, minimum->statement, minimum->status, minimum->source};
  return layout;
}

Layout layout_with_flows(const Setup& setup) {
  Layout layout = common_layout(setup);
  for (const Course& course : setup.experiment.courses) {
    const std::string& name = course.config.name;
    if (layout.has_parameter(name))
      throw InputError(
          fmt::format("flow name '{}' is taken: the file stores parameters/{}", name, name));
    layout.flows.push_back(flow_layout(setup, course));
  }
  return layout;
}

}  // namespace

Layout layout_of(const Setup& setup) {
  try {
    return layout_with_flows(setup);
  } catch (const InputError& error) {
    throw InputError(with_file_named(setup.file, error.what()));
  }
}

}  // namespace simclr_flow::record
