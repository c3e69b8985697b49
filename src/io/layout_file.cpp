#include "layout_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "checkpoint_slot.hpp"
#include "hdf5.hpp"
#include "new_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

constexpr double unset = std::numeric_limits<double>::quiet_NaN();

std::vector<hsize_t> with_rows(Index rows, const std::vector<Index>& row) {
  std::vector<hsize_t> all{static_cast<hsize_t>(rows)};
  all.insert(all.end(), row.begin(), row.end());
  return all;
}

void hard_link(hid_t file, const std::string& from, const std::string& to) {
  require(H5Lcreate_hard(file, from.c_str(), file, to.c_str(), H5P_DEFAULT, H5P_DEFAULT), to);
}

void make_track(hid_t file, const FlowLayout& flow, const Track& track) {
  const long long no_step = -1, zero = 0;
  make_dataset(file, "parameters/" + flow.name + "/committed/" + track.name, H5T_STD_I64LE, {},
               &zero);
  for (std::size_t k = 0; k < track.series.size(); ++k) {
    const std::string& group = track.series[k];
    make_dataset(file, group + "/value", H5T_IEEE_F64LE,
                 with_rows(track.room, track.row_extents[k]), &unset);
    if (k > 0) {
      hard_link(file, track.series[0] + "/step", group + "/step");
      hard_link(file, track.series[0] + "/time", group + "/time");
      continue;
    }
    make_dataset(file, group + "/step", H5T_STD_I64LE, with_rows(track.room, {}), &no_step);
    make_dataset(file, group + "/time", H5T_IEEE_F64LE, with_rows(track.room, {}), &unset);
  }
}

/// Points d×N as rows, where there are any.
void write_points(hid_t file, const std::string& path, const Points& points) {
  if (points.size() > 0)
    write_reals(file, path,
                {static_cast<hsize_t>(points.cols()), static_cast<hsize_t>(points.rows())},
                points.data());
}

void write_list(hid_t file, const std::string& path, const State& values) {
  if (values.size() > 0)
    write_reals(file, path, {static_cast<hsize_t>(values.size())}, values.data());
}

void write_labels(hid_t file, const std::string& path, const std::vector<int>& labels) {
  write_array(file, path, H5T_STD_I32LE, H5T_NATIVE_INT, {labels.size()}, labels.data());
}

/// H5MD: the box of a particles group, unbounded in every direction.
void write_box(hid_t file, const std::string& name, Index ambient_dim) {
  const Handle box = make_group(file, "particles/" + name + "/box");
  const int dimension = static_cast<int>(ambient_dim);
  const Handle scalar(
      H5Acreate2(box, "dimension", H5T_STD_I32LE, dataspace({}), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "box");
  require(H5Awrite(scalar, H5T_NATIVE_INT, &dimension), "box");
  write_texts_attribute(box, "boundary",
                        std::vector<std::string>(static_cast<std::size_t>(dimension), "none"));
}

void write_particles(hid_t file, const std::string& name, Index ambient_dim,
                     const std::vector<int>& species) {
  write_box(file, name, ambient_dim);
  if (!species.empty()) write_labels(file, "particles/" + name + "/species", species);
}

/// Neurons are particles of the space of their coordinates.
void write_neurons(hid_t file, const FlowLayout& flow) {
  const std::string name = neurons_name(flow.name);
  write_box(file, name, std::ssize(flow.neuron_coordinates));
  write_texts_attribute(open_group(file, "particles/" + name + "/position"), coordinates_attribute,
                        flow.neuron_coordinates);
}

/// Checkpoint slots, restarts and warnings.
void make_counts(hid_t file, const FlowLayout& flow) {
  const std::string parameters = "parameters/" + flow.name;
  const long long zero = 0;
  const unsigned char blank = 0;
  make_dataset(file, parameters + "/checkpoint", H5T_STD_U8LE, {2, slot_size(flow.checkpoint_size)},
               &blank);
  make_dataset(file, parameters + "/restarts", H5T_STD_I64LE, {}, &zero);
  for (const std::string& kind : flow.warnings) {
    const double none = 0;
    make_dataset(file, parameters + "/warnings/" + kind + "/count", H5T_STD_I64LE, {}, &zero);
    make_dataset(file, parameters + "/warnings/" + kind + "/worst", H5T_IEEE_F64LE, {}, &none);
  }
}

void make_flow(hid_t file, const FlowLayout& flow, const Layout& layout) {
  for (const Track& track : tracks(flow))
    if (track.room > 0) make_track(file, flow, track);
  for (const auto& [name, width] : flow.kernel)
    write_text_attribute(open_group(file, "observables/" + flow.name + "/" + name),
                         counter_attribute, "kernel");
  write_particles(file, flow.name, flow.ambient_dim, layout.species);
  if (flow.test_particles > 0)
    write_particles(file, test_name(flow.name), flow.ambient_dim, layout.test_species);
  if (flow.neurons > 0) write_neurons(file, flow);
  const std::string parameters = "parameters/" + flow.name;
  write_text(file, parameters + "/kind", flow.kind);
  write_text(file, parameters + "/description", flow.description);
  make_dataset(file, parameters + "/status", text_type(status_size), {}, nullptr);
  make_dataset(file, parameters + "/reason", text_type(reason_size), {}, nullptr);
  write_list(file, parameters + "/start", flow.start);
  make_counts(file, flow);
  const std::string gap = "observables/" + flow.name + "/energy_gap";
  if (exists(file, gap))
    write_text_attribute(open_group(file, gap), "reference",
                         "theory/minimum_energy: " + layout.minimum->statement);
}

/// H5MD metadata: version 1.1, author and creator.
void write_h5md(hid_t file) {
  const Handle group = make_group(file, "h5md");
  const int version[2] = {1, 1};
  const Handle attribute(
      H5Acreate2(group, "version", H5T_STD_I32LE, dataspace({2}), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "h5md");
  require(H5Awrite(attribute, H5T_NATIVE_INT, version), "h5md");
  write_text_attribute(make_group(file, "h5md/author"), "name", "simclr-flow user");
  write_text_attribute(make_group(file, "h5md/creator"), "name", "simclr-flow");
  write_text_attribute(open_group(file, "h5md/creator"), "version", SIMCLR_FLOW_VERSION);
}

void write_data(hid_t file, const std::string& group, const Points& points,
                const std::vector<int>& labels, const Points& start) {
  write_points(file, group + "/points", points);
  write_points(file, group + "/start", start);
  if (!labels.empty()) write_labels(file, group + "/labels", labels);
}

void write_contents(hid_t file, const Layout& layout) {
  write_text_attribute(file, "schema", schema_version);
  write_h5md(file);
  for (const auto& [name, text] : layout.texts) write_text(file, "parameters/" + name, text);
  make_dataset(file, "parameters/resumed", text_type(resumed_size), {}, nullptr);
  write_array(file, "parameters/seed", H5T_STD_U64LE, H5T_NATIVE_UINT64, {}, &layout.seed);
  write_data(file, "data", layout.data, layout.labels, layout.start);
  write_data(file, test_data_group, layout.test_data, layout.test_labels, layout.test_start);
  if (const std::int64_t shape[] = {layout.height, layout.width}; layout.height > 0)
    write_array(file, "data/image", H5T_STD_I64LE, H5T_NATIVE_INT64, {2}, shape);
  write_points(file, "data/views", layout.views);
  write_list(file, "data/view_weights", layout.view_weights);
  if (layout.minimum) {
    write_reals(file, "theory/minimum_energy", {}, &layout.minimum->energy);
    write_text(file, "theory/statement", layout.minimum->statement);
    write_text(file, "theory/status", layout.minimum->status);
    write_text(file, "theory/source", layout.minimum->source);
  }
  for (const FlowLayout& flow : layout.flows) make_flow(file, flow, layout);
}

off_t offset_of(hid_t file, const std::string& path) {
  const haddr_t offset = H5Dget_offset(open_dataset(file, path));
  if (offset == HADDR_UNDEF) throw StorageError("dataset '" + path + "' was not allocated");
  return static_cast<off_t>(offset);
}

FlowOffsets flow_offsets(hid_t file, const FlowLayout& flow) {
  const std::string parameters = "parameters/" + flow.name;
  FlowOffsets offsets;
  offsets.status = offset_of(file, parameters + "/status");
  offsets.reason = offset_of(file, parameters + "/reason");
  offsets.restarts = offset_of(file, parameters + "/restarts");
  offsets.slots = offset_of(file, parameters + "/checkpoint");
  for (const std::string& kind : flow.warnings) {
    offsets.warning_counts.push_back(offset_of(file, parameters + "/warnings/" + kind + "/count"));
    offsets.warning_worsts.push_back(offset_of(file, parameters + "/warnings/" + kind + "/worst"));
  }
  const auto all = tracks(flow);
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k].room == 0) continue;
    TrackOffsets& to = offsets.tracks[k];
    to.counter = offset_of(file, parameters + "/committed/" + all[k].name);
    to.step = offset_of(file, all[k].series[0] + "/step");
    to.time = offset_of(file, all[k].series[0] + "/time");
    for (const std::string& group : all[k].series)
      to.values.push_back(offset_of(file, group + "/value"));
  }
  return offsets;
}

}  // namespace

double Layout::bytes() const {
  double total = 1e5 + 8.0 * static_cast<double>(data.size() + views.size() + test_data.size() +
                                                 start.size() + test_start.size());
  for (const FlowLayout& flow : flows) {
    total += 8.0 * static_cast<double>(flow.start.size());
    total += 2.0 * static_cast<double>(slot_size(flow.checkpoint_size));
    for (const Track& track : tracks(flow))
      for (const auto& extents : track.row_extents) {
        double row = 8;
        for (const Index extent : extents) row *= static_cast<double>(extent);
        total += static_cast<double>(track.room) * row;
      }
  }
  return total;
}

bool Layout::has_parameter(const std::string& name) const {
  return name == "seed" || name == "resumed" ||
         std::ranges::any_of(texts, [&name](const auto& text) { return text.first == name; });
}

namespace {

void add_frames(Track& track, const FlowLayout& flow, const std::string& name, Index particles) {
  track.series.push_back("particles/" + name + "/position");
  track.row_extents.push_back({particles, flow.ambient_dim});
  if (!flow.angle) return;
  track.series.push_back("particles/" + name + "/angle");
  track.row_extents.push_back({particles});
}

void add_observables(Track& track, const std::string& name, const std::vector<std::string>& all) {
  for (const std::string& observable : all) {
    track.series.push_back("observables/" + name + "/" + observable);
    track.row_extents.push_back({});
  }
}

}  // namespace

std::string test_name(const std::string& flow) { return flow + ".test"; }
std::string neurons_name(const std::string& flow) { return flow + ".neurons"; }

std::array<Track, track_count> tracks(const FlowLayout& flow) {
  Track frames{"frames", {}, {}, flow.frame_rows};
  add_frames(frames, flow, flow.name, flow.particles);
  if (flow.test_particles > 0) add_frames(frames, flow, test_name(flow.name), flow.test_particles);
  Track observables{"observables", {}, {}, flow.observable_rows};
  add_observables(observables, flow.name, flow.observables);
  add_observables(observables, test_name(flow.name), flow.test_observables);
  Track weights{"weights", {}, {}, flow.weight_rows};
  if (flow.weight_rows > 0) {
    weights.series.push_back("parameters/" + flow.name + "/weights");
    weights.row_extents.push_back({flow.weights});
  }
  if (flow.weight_rows > 0 && flow.neurons > 0) {
    weights.series.push_back("particles/" + neurons_name(flow.name) + "/position");
    weights.row_extents.push_back({flow.neurons, std::ssize(flow.neuron_coordinates)});
  }
  Track kernel{"kernel", {}, {}, flow.kernel_rows};
  for (const auto& [name, width] : flow.kernel) {
    kernel.series.push_back("observables/" + flow.name + "/" + name);
    kernel.row_extents.push_back(width > 0 ? std::vector{width} : std::vector<Index>{});
  }
  Track pairs{"pairs", {}, {}, flow.pair_rows};
  pairs.series.push_back("parameters/" + flow.name + "/pairs");
  pairs.row_extents.push_back({flow.state});
  return {std::move(frames), std::move(observables), std::move(weights), std::move(kernel),
          std::move(pairs)};
}

void create_layout_file(const std::string& path, const Layout& layout) {
  with_new_hdf5_file(path, [&layout](hid_t file) { write_contents(file, layout); });
  sync_file(path);
}

FileOffsets find_offsets(const std::string& path, const Layout& layout) {
  const ReadableFile file(path);
  FileOffsets offsets{offset_of(file, "parameters/resumed"), {}};
  for (const FlowLayout& flow : layout.flows) offsets.flows.push_back(flow_offsets(file, flow));
  return offsets;
}

Index& room(FlowLayout& flow, std::size_t track) {
  Index* const rooms[track_count] = {&flow.frame_rows, &flow.observable_rows, &flow.weight_rows,
                                     &flow.kernel_rows, &flow.pair_rows};
  return *rooms[track];
}

std::vector<std::pair<std::string, std::string>> stored_texts(const std::string& path,
                                                              const Layout& layout) {
  const ReadableFile file(path);
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, text] : layout.texts)
    texts.emplace_back(name, read_text(file, "parameters/" + name));
  return texts;
}

namespace {

/// Whether the file's datasets of a flow have the shapes of its layout, but for their rows.
bool has_shapes_of(hid_t file, const FlowLayout& flow) {
  const std::string parameters = "parameters/" + flow.name;
  const std::vector<hsize_t> slots{2, slot_size(flow.checkpoint_size)};
  if (extents(open_dataset(file, parameters + "/checkpoint")) != slots) return false;
  for (const Track& track : tracks(flow))
    for (std::size_t k = 0; track.room > 0 && k < track.series.size(); ++k) {
      auto shape = extents(open_dataset(file, track.series[k] + "/value"));
      if (shape.empty() || with_rows(static_cast<Index>(shape[0]), track.row_extents[k]) != shape)
        return false;
    }
  return true;
}

}  // namespace

Layout with_stored_rooms(Layout layout, const std::string& path) {
  const ReadableFile file(path);
  for (FlowLayout& flow : layout.flows) {
    if (!has_shapes_of(file, flow))
      throw StorageError("flow '" + flow.name + "' has other shapes than this program gives it");
    const auto all = tracks(flow);
    for (std::size_t k = 0; k < all.size(); ++k)
      if (all[k].room > 0)
        room(flow, k) =
            static_cast<Index>(extents(open_dataset(file, all[k].series[0] + "/time")).at(0));
  }
  return layout;
}

}  // namespace simclr_flow
