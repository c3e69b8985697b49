#include "simclr_flow/io/series_paths.hpp"
#include "tracks.hpp"

namespace simclr_flow::record {

std::optional<Track> pairs_track(const Setup& setup, const Course& course) {
  const Index state = course.flow->initial_state().size();
  auto times = planned_pairs(setup.config.output, course.config, course.method->integrates, state);
  if (times.empty()) return std::nullopt;
  const auto rows = std::ssize(times);
  return Track{.name = track_name::pairs,
               .series = {{pairs_path(course.config.name), {state}}},
               .cadence = Cadence(std::move(times)),
               .rows = rows,
               .at_end = false,
               .row = [](const Snapshot& s) { return s.state(); }};
}

}  // namespace simclr_flow::record
