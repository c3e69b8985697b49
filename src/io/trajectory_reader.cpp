#include "simclr_flow/io/trajectory_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hdf5.hpp"
#include "simclr_flow/io/run_paths.hpp"
#include "study_columns.hpp"
#include "trajectory_file.hpp"
#include "trajectory_parts.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

std::vector<hsize_t> matrix_extents(hid_t file, const std::string& path) {
  auto shape = extents(open_dataset(file, path));
  if (shape.size() != 2) throw StorageError("'" + path + "' is not a matrix");
  return shape;
}

/// Rows [N][d] of such a series as points.
std::vector<Points> read_points(hid_t file, const std::string& path, hsize_t rows) {
  const auto shape = extents(open_dataset(file, path));
  if (shape.size() != 3) throw StorageError("'" + path + "' is not [T][N][d]");
  const auto count = static_cast<Index>(shape[1]), dim = static_cast<Index>(shape[2]);
  const auto values = read_rows<double>(file, path, rows);
  std::vector<Points> all;
  for (Index t = 0; t < static_cast<Index>(rows); ++t)
    all.emplace_back(Eigen::Map<const Points>(values.data() + t * count * dim, dim, count));
  return all;
}

/// Rows [n] of such a series.
std::vector<State> read_states(hid_t file, const std::string& path, hsize_t rows) {
  const auto size = static_cast<Index>(matrix_extents(file, path)[1]);
  const auto values = read_rows<double>(file, path, rows);
  std::vector<State> all;
  for (Index t = 0; t < static_cast<Index>(rows); ++t)
    all.emplace_back(Eigen::Map<const State>(values.data() + t * size, size));
  return all;
}

void read_frames(hid_t file, StoredFlow& flow) {
  const std::string position = position_path(flow.name);
  if (!exists(file, position)) return;
  const auto shape = extents(open_dataset(file, position + "/value"));
  if (shape.size() != 3) throw StorageError("'" + position + "/value' is not [T][N][d]");
  flow.particles = static_cast<Index>(shape[1]);
  flow.ambient_dim = static_cast<Index>(shape[2]);
  const hsize_t rows = committed(file, flow.name, track_name::frames);
  flow.frames = read_clock(file, position, rows);
  flow.positions = read_points(file, position + "/value", rows);
  const std::string angle = angle_path(flow.name);
  if (!exists(file, angle)) return;
  const auto angles = read_rows<double>(file, angle + "/value", rows);
  if (angles.size() != rows * shape[1]) throw StorageError("'" + angle + "/value' is not [T][N]");
  for (Index t = 0; t < static_cast<Index>(rows); ++t)
    flow.angles.emplace_back(
        Eigen::Map<const State>(angles.data() + t * flow.particles, flow.particles));
}

void read_track_series(hid_t file, const std::string& flow, const std::string& name,
                       const std::string& track, StoredTrack& to) {
  const std::string path = observable_path(flow, name);
  const hsize_t rows = committed(file, flow, track);
  const auto shape = extents(open_dataset(file, path + "/value"));
  if (shape.empty() || shape.size() > 2)
    throw StorageError("'" + path + "/value' is neither [T] nor [T][width]");
  const Index width = shape.size() == 2 ? static_cast<Index>(shape[1]) : 1;
  const auto values = read_rows<double>(file, path + "/value", rows);
  to.series[name] = {};  // there, though a run may have been stopped before its first row
  for (Index t = 0; t < static_cast<Index>(rows); ++t)
    to.series[name].emplace_back(Eigen::Map<const State>(values.data() + t * width, width));
  to.clock = read_clock(file, path, rows);
}

void read_observables(hid_t file, StoredFlow& flow) {
  const std::string group = observables_path(flow.name);
  if (!exists(file, group)) return;
  const hsize_t rows = committed(file, flow.name, track_name::observables);
  for (const std::string& name : member_names(open_group(file, group))) {
    const std::string path = observable_path(flow.name, name), track = track_of(file, path);
    if (track != track_name::observables) {
      read_track_series(file, flow.name, name, track, flow.tracks[track]);
      continue;
    }
    flow.observables[name] = read_rows<double>(file, path + "/value", rows);
    flow.observables_clock = read_clock(file, path, rows);
  }
}

void read_pairs(hid_t file, StoredFlow& flow) {
  const std::string group = pairs_path(flow.name);
  if (!exists(file, group)) return;
  const hsize_t rows = committed(file, flow.name, track_name::pairs);
  flow.pairs_clock = read_clock(file, group, rows);
  flow.pairs = read_states(file, group + "/value", rows);
}

void read_counts(hid_t file, StoredFlow& flow) {
  if (exists(file, restarts_path(flow.name)))
    flow.restarts = static_cast<Index>(read_scalar<long long>(file, restarts_path(flow.name)));
  if (const std::string all = seconds_path(flow.name); exists(file, all))
    for (const std::string& kind : member_names(open_group(file, all)))
      flow.seconds[kind] = read_scalar<double>(file, all + "/" + kind);
  const std::string group = warnings_path(flow.name);
  if (!exists(file, group)) return;
  for (const std::string& kind : member_names(open_group(file, group)))
    flow.warnings[kind] = {
        static_cast<Index>(read_scalar<long long>(file, group + "/" + kind + "/count")),
        read_scalar<double>(file, group + "/" + kind + "/worst")};
}

std::optional<StoredTest> read_test(hid_t file, const std::string& flow) {
  const std::string name = test_name(flow), position = position_path(name) + "/value";
  if (!exists(file, position)) return std::nullopt;
  StoredTest test;
  test.positions = read_points(file, position, committed(file, flow, track_name::frames));
  const hsize_t count = extents(open_dataset(file, position))[1];
  const std::string species = species_path(name);
  if (exists(file, species)) test.species = read_labels(file, species, count);  // may lack classes
  if (!exists(file, observables_path(name))) return test;
  const hsize_t rows = committed(file, flow, track_name::observables);
  for (const std::string& series : member_names(open_group(file, observables_path(name))))
    test.observables[series] =
        read_rows<double>(file, observable_path(name, series) + "/value", rows);
  return test;
}

/// The clock of the weights; their rows only beside those of neurons, which are to be held against
/// them.
void read_weights(hid_t file, StoredFlow& flow) {
  const std::string weights = weights_path(flow.name);
  const std::string position = position_path(neurons_name(flow.name));
  if (!exists(file, weights)) return;
  const hsize_t rows = committed(file, flow.name, track_name::weights);
  const auto shape = matrix_extents(file, weights + "/value");
  if (shape[0] < rows)
    throw StorageError("'" + weights + "/value' has fewer rows than were committed");
  flow.weights = static_cast<Index>(shape[1]);
  flow.weights_clock = read_clock(file, weights, rows);
  if (rows > 0) flow.first_weights = read_states(file, weights + "/value", 1).front();
  if (!exists(file, position)) return;
  flow.neurons = {0, read_texts_attribute(open_group(file, position), coordinates_attribute),
                  read_points(file, position + "/value", rows),
                  read_states(file, weights + "/value", rows)};
  flow.neurons->count = static_cast<Index>(extents(open_dataset(file, position + "/value"))[1]);
}

/// What the flow is, how it ended, and its observables.
StoredFlow read_outcome(hid_t file, const std::string& name) {
  const std::string parameters = parameters_path(name);
  StoredFlow flow;
  flow.name = name;
  flow.kind = read_text(file, parameters + "/kind");
  flow.description = read_text(file, parameters + "/description");
  flow.status = read_text(file, status_path(flow.name));
  flow.reason = read_text(file, reason_path(flow.name));
  read_observables(file, flow);
  read_counts(file, flow);
  return flow;
}

StoredFlow read_flow(hid_t file, const std::string& name) {
  StoredFlow flow = read_outcome(file, name);
  const std::string species = species_path(name);
  if (exists(file, species)) {
    flow.species = read_labels(file, species);
  }
  read_frames(file, flow);
  if (!flow.species.empty() && std::ssize(flow.species) != flow.particles)
    throw StorageError("'" + species + "' is not one label per latent");
  read_weights(file, flow);
  read_pairs(file, flow);
  flow.test = read_test(file, name);
  return flow;
}

std::optional<StoredMinimum> read_minimum(hid_t file) {
  if (!exists(file, "theory/minimum_energy")) return std::nullopt;
  return StoredMinimum{read_scalar<double>(file, "theory/minimum_energy"),
                       read_text(file, "theory/statement"), read_text(file, "theory/status"),
                       read_text(file, "theory/source")};
}

/// Rows as points d×N; none if there is no such dataset.
Points read_points(hid_t file, const std::string& path) {
  if (!exists(file, path)) return {};
  const auto shape = matrix_extents(file, path);
  const auto values = read_rows<double>(file, path, shape[0]);
  return Eigen::Map<const Points>(values.data(), static_cast<Index>(shape[1]),
                                  static_cast<Index>(shape[0]));
}

State read_list(hid_t file, const std::string& path) {
  const auto values = read_rows<double>(file, path, extents(open_dataset(file, path)).at(0));
  return Eigen::Map<const State>(values.data(), std::ssize(values));
}

void read_data(hid_t file, const std::string& group, Points& points, std::vector<int>& labels,
               hsize_t classes) {
  points = read_points(file, data_path::points(group));
  if (const std::string path = data_path::labels(group); exists(file, path))
    labels = read_labels(file, path, classes);
}

/// What belongs to views and positives: the shape of images, the weights of a quadrature.
void read_shape_and_weights(hid_t file, StoredSetting& setting) {
  setting.views = read_points(file, data_path::views);
  if (exists(file, data_path::class_names))
    setting.class_names = read_texts(file, data_path::class_names);
  if (exists(file, data_path::view_weights))
    setting.view_weights = read_list(file, data_path::view_weights);
  setting.positive_weights = read_points(file, data_path::positive_weights);
  if (exists(file, data_path::known_labels))
    setting.known_labels = read_list(file, data_path::known_labels);
  if (!exists(file, data_path::image)) return;
  const auto image = read_rows<long long>(file, data_path::image, 2);
  setting.height = static_cast<Index>(image.at(0));
  setting.width = static_cast<Index>(image.at(1));
}

/// What files gave the run to start from.
void read_starts(hid_t file, const std::vector<std::string>& flows, StoredSetting& setting) {
  setting.start = read_points(file, data_path::start(data_path::data));
  setting.test_start = read_points(file, data_path::start(data_path::test));
  for (const std::string& flow : flows)
    if (const std::string path = start_weights_path(flow); exists(file, path))
      setting.weights[flow] = read_list(file, path);
}

/// The setting of a file; the names of its flows too.
StoredSetting read_setting(hid_t file, const std::string& path, std::vector<std::string>& flows) {
  StoredSetting run;
  run.path = path;
  run.schema = readable_schema(file);
  const Handle parameters = open_group(file, "parameters");
  for (const std::string& name : member_names(parameters)) {
    if (is_flow(parameters, name))
      flows.push_back(name);
    else if (name == setting_name::seed)
      run.seed = read_scalar<unsigned long long>(parameters, name);
    else if (name == setting_name::resumed)
      run.resumed = read_text(parameters, name);
    else
      run.texts[name] = read_text(parameters, name);
  }
  read_data(file, data_path::data, run.data, run.labels, 0);
  read_shape_and_weights(file, run);
  // Test points may lack classes: their labels are below the number of data points.
  read_data(file, data_path::test, run.test_data, run.test_labels,
            static_cast<hsize_t>(run.data.cols()));
  read_starts(file, flows, run);
  run.minimum = read_minimum(file);
  return run;
}

/// A run whose flows are read by a function.
StoredRun read_run_by(const std::string& path,
                      StoredFlow (*read)(hid_t file, const std::string& name)) {
  return with_file(path, [&](hid_t file) {
    std::vector<std::string> flows;
    StoredRun run{read_setting(file, path, flows), {}};
    for (const std::string& name : flows) run.flows.push_back(read(file, name));
    return run;
  });
}

}  // namespace

const std::vector<double>& StoredFlow::observable(const std::string& name_of_series) const {
  const auto found = observables.find(name_of_series);
  if (found == observables.end())
    throw InputError(fmt::format("flow '{}' stores no observable '{}'", name, name_of_series));
  return found->second;
}

const StoredTrack& StoredFlow::track(const std::string& name_of_track) const {
  static const StoredTrack none;
  const auto found = tracks.find(name_of_track);
  return found == tracks.end() ? none : found->second;
}

ScalarSeries StoredFlow::scalar_series(const std::string& name_of_series) const {
  if (test && name_of_series.starts_with("test."))
    if (const auto found = test->observables.find(name_of_series.substr(5));
        found != test->observables.end())
      return {found->second, observables_clock};
  const auto holds = [&](const auto& track) {
    return track.second.series.contains(name_of_series);
  };
  const auto track = std::ranges::find_if(tracks, holds);
  if (track == tracks.end()) return {observable(name_of_series), observables_clock};
  std::vector<double> values;
  for (const State& row : track->second.series.at(name_of_series)) {
    if (row.size() != 1)
      throw InputError(fmt::format("observable '{}' of flow '{}' has {} numbers per row, not one",
                                   name_of_series, name, row.size()));
    values.push_back(row[0]);
  }
  return {std::move(values), track->second.clock};
}

const std::string& StoredSetting::text(const std::string& name) const {
  const auto found = texts.find(name);
  if (found == texts.end())
    throw InputError(fmt::format("file '{}' has no dataset 'parameters/{}'", path, name));
  return found->second;
}

bool is_trajectory_file(const std::string& path) {
  initialise();
  if (!is_hdf5(path)) return false;
  try {
    const ReadableFile file(path);
    return H5Aexists(file, "schema") > 0 && H5Aexists(file, study_columns::content_attribute) <= 0;
  } catch (const StorageError&) {
    return false;
  }
}

StoredSetting read_setting(const std::string& path) {
  return with_file(path, [&path](hid_t file) {
    std::vector<std::string> flows;
    return read_setting(file, path, flows);
  });
}

StoredRun read_run(const std::string& path) { return read_run_by(path, read_flow); }
StoredRun read_outcomes(const std::string& path) { return read_run_by(path, read_outcome); }

}  // namespace simclr_flow
