#include "layout_file.hpp"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <span>

#include "checkpoint_slot.hpp"
#include "dataset_facts.hpp"
#include "hdf5.hpp"
#include "new_file.hpp"
#include "simclr_flow/io/run_paths.hpp"

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

/// Scales of a series: time, and for the dimensions of a row their names.
void attach_scales(hid_t file, const SeriesLayout& series) {
  const std::string value = series.path + "/value";
  attach_scale(file, value, 0, series.path + "/time");
  const auto axes = axes_of(value);
  for (std::size_t k = 0; k < series.extents.size(); ++k) {
    const std::string scale = series.path + "/" + axes.at(k + 1);
    make_dimension(file, scale, static_cast<hsize_t>(series.extents[k]));
    attach_scale(file, value, static_cast<unsigned>(k + 1), scale);
  }
}

void make_series(hid_t file, const SeriesLayout& series, Index rows, const SeriesLayout& first) {
  const long long no_step = -1;
  make_dataset(file, series.path + "/value", H5T_IEEE_F64LE, with_rows(rows, series.extents),
               &unset);
  if (series.path != first.path) {
    hard_link(file, first.path + "/step", series.path + "/step");
    hard_link(file, first.path + "/time", series.path + "/time");
  } else {
    make_dataset(file, series.path + "/step", H5T_STD_I64LE, with_rows(rows, {}), &no_step);
    make_scale(
        make_dataset(file, series.path + "/time", H5T_IEEE_F64LE, with_rows(rows, {}), &unset),
        "time");
    attach_scale(file, series.path + "/step", 0, series.path + "/time");
  }
  attach_scales(file, series);
  const Handle group = open_group(file, series.path);
  for (const auto& [name, text] : series.attributes) write_text_attribute(group, name, text);
  if (!series.coordinates.empty())
    write_texts_attribute(group, coordinates_attribute, series.coordinates);
}

void make_track(hid_t file, const FlowLayout& flow, const TrackLayout& track) {
  const long long zero = 0;
  make_dataset(file, counter_path(flow.name, track.name), H5T_STD_I64LE, {}, &zero);
  for (const SeriesLayout& series : track.series)
    make_series(file, series, track.rows, track.series.front());
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

/// H5MD: the box of a particles group, unbounded in every direction, and their labels.
void make_particles(hid_t file, const ParticlesLayout& particles) {
  const Handle box = make_group(file, particles_path(particles.name) + "/box");
  const int dimension = static_cast<int>(particles.dimension);
  const Handle scalar(
      H5Acreate2(box, "dimension", H5T_STD_I32LE, dataspace({}), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "box");
  require(H5Awrite(scalar, H5T_NATIVE_INT, &dimension), "box");
  write_texts_attribute(box, "boundary",
                        std::vector<std::string>(static_cast<std::size_t>(dimension), "none"));
  if (!particles.species.empty())
    write_labels(file, species_path(particles.name), particles.species);
}

/// Shape of the dataset of checkpoints.
std::vector<hsize_t> slots_of(const FlowLayout& flow) {
  return {2, slot_size(flow.tracks.size(), flow.checkpoint_size)};
}

/// Checkpoint slots, restarts, warnings, seconds and the solver's counts.
void make_counts(hid_t file, const FlowLayout& flow) {
  const std::string parameters = parameters_path(flow.name);
  const long long zero = 0;
  const unsigned char blank = 0;
  make_dataset(file, checkpoint_path(flow.name), H5T_STD_U8LE, slots_of(flow), &blank);
  make_dataset(file, restarts_path(flow.name), H5T_STD_I64LE, {}, &zero);
  const double none = 0;
  for (const std::string& kind : flow.work)
    make_dataset(file, seconds_path(flow.name) + "/" + kind, H5T_IEEE_F64LE, {}, &none);
  for (const std::string& kind : flow.solver)
    make_dataset(file, solver_path(flow.name) + "/" + kind, H5T_STD_I64LE, {}, &zero);
  for (const std::string& kind : flow.warnings) {
    make_dataset(file, warnings_path(flow.name) + "/" + kind + "/count", H5T_STD_I64LE, {}, &zero);
    make_dataset(file, warnings_path(flow.name) + "/" + kind + "/worst", H5T_IEEE_F64LE, {}, &none);
  }
}

void make_flow(hid_t file, const FlowLayout& flow) {
  for (const TrackLayout& track : flow.tracks) make_track(file, flow, track);
  for (const ParticlesLayout& particles : flow.particles) make_particles(file, particles);
  const std::string parameters = parameters_path(flow.name);
  write_text(file, parameters + "/kind", flow.kind);
  write_text(file, parameters + "/description", flow.description);
  make_dataset(file, status_path(flow.name), text_type(status_size), {}, nullptr);
  make_dataset(file, reason_path(flow.name), text_type(reason_size), {}, nullptr);
  write_list(file, start_weights_path(flow.name), flow.start);
  make_counts(file, flow);
}

/// H5MD metadata: version 1.1, author and creator.
void write_h5md(hid_t file, const std::string& author) {
  const Handle group = make_group(file, "h5md");
  const int version[2] = {1, 1};
  const Handle attribute(
      H5Acreate2(group, "version", H5T_STD_I32LE, dataspace({2}), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "h5md");
  require(H5Awrite(attribute, H5T_NATIVE_INT, version), "h5md");
  write_text_attribute(make_group(file, "h5md/author"), "name", author);
  write_text_attribute(make_group(file, "h5md/creator"), "name", "simclr-flow");
  write_text_attribute(open_group(file, "h5md/creator"), "version", SIMCLR_FLOW_VERSION);
}

void write_data(hid_t file, const std::string& group, const Points& points,
                const std::vector<int>& labels, const Points& start) {
  write_points(file, data_path::points(group), points);
  write_points(file, data_path::start(group), start);
  if (!labels.empty()) write_labels(file, data_path::labels(group), labels);
}

void write_contents(hid_t file, const Layout& layout) {
  write_text_attribute(file, "schema", trajectory_schema);
  write_h5md(file, layout.text(setting_name::author, "unknown"));
  for (const auto& [name, text] : layout.texts) write_text(file, setting_path(name), text);
  make_dataset(file, setting_path(setting_name::resumed), text_type(resumed_size), {}, nullptr);
  write_array(file, setting_path(setting_name::seed), H5T_STD_U64LE, H5T_NATIVE_UINT64, {},
              &layout.seed);
  write_data(file, data_path::data, layout.data, layout.labels, layout.start);
  write_data(file, data_path::test, layout.test_data, layout.test_labels, layout.test_start);
  if (!layout.class_names.empty()) write_texts(file, data_path::class_names, layout.class_names);
  if (const std::int64_t shape[] = {layout.height, layout.width}; layout.height > 0)
    write_array(file, data_path::image, H5T_STD_I64LE, H5T_NATIVE_INT64, {2}, shape);
  write_points(file, data_path::views, layout.views);
  write_list(file, data_path::view_weights, layout.view_weights);
  write_points(file, data_path::positive_weights, layout.positive_weights);
  write_list(file, data_path::known_labels, layout.known_labels);
  if (layout.minimum) {
    write_reals(file, "theory/minimum_energy", {}, &layout.minimum->energy);
    write_text(file, "theory/statement", layout.minimum->statement);
    write_text(file, "theory/status", layout.minimum->status);
    write_text(file, "theory/source", layout.minimum->source);
  }
  for (const FlowLayout& flow : layout.flows) make_flow(file, flow);
  describe_datasets(file);
}

off_t offset_of(hid_t file, const std::string& path) {
  const haddr_t offset = H5Dget_offset(open_dataset(file, path));
  if (offset == HADDR_UNDEF) throw StorageError("dataset '" + path + "' was not allocated");
  return static_cast<off_t>(offset);
}

/// 0 of what files of earlier versions lack.
off_t offset_if_there(hid_t file, const std::string& path) {
  return exists(file, path) ? offset_of(file, path) : 0;
}

TrackOffsets track_offsets(hid_t file, const FlowLayout& flow, const TrackLayout& track) {
  const std::string& first = track.series.front().path;
  TrackOffsets offsets{.step = offset_of(file, first + "/step"),
                       .time = offset_of(file, first + "/time"),
                       .counter = offset_of(file, counter_path(flow.name, track.name)),
                       .values = {}};
  for (const SeriesLayout& series : track.series)
    offsets.values.push_back(offset_of(file, series.path + "/value"));
  return offsets;
}

FlowOffsets flow_offsets(hid_t file, const FlowLayout& flow) {
  const std::string parameters = parameters_path(flow.name);
  FlowOffsets offsets;
  offsets.status = offset_of(file, status_path(flow.name));
  offsets.reason = offset_of(file, reason_path(flow.name));
  offsets.restarts = offset_of(file, restarts_path(flow.name));
  offsets.slots = offset_of(file, checkpoint_path(flow.name));
  for (const std::string& kind : flow.work)
    offsets.seconds.push_back(offset_if_there(file, seconds_path(flow.name) + "/" + kind));
  for (const std::string& kind : flow.solver)
    offsets.solver.push_back(offset_if_there(file, solver_path(flow.name) + "/" + kind));
  for (const std::string& kind : flow.warnings) {
    offsets.warning_counts.push_back(
        offset_of(file, warnings_path(flow.name) + "/" + kind + "/count"));
    offsets.warning_worsts.push_back(
        offset_of(file, warnings_path(flow.name) + "/" + kind + "/worst"));
  }
  for (const TrackLayout& track : flow.tracks)
    offsets.tracks.push_back(track_offsets(file, flow, track));
  return offsets;
}

}  // namespace

void create_layout_file(const std::string& path, const Layout& layout) {
  with_new_hdf5_file(path, [&layout](hid_t file) { write_contents(file, layout); });
  sync_file(path);
}

FileOffsets find_offsets(const std::string& path, const Layout& layout) {
  const ReadableFile file(path);
  FileOffsets offsets{offset_of(file, setting_path(setting_name::resumed)), {}};
  for (const FlowLayout& flow : layout.flows) offsets.flows.push_back(flow_offsets(file, flow));
  return offsets;
}

std::vector<std::pair<std::string, std::string>> stored_texts(const std::string& path,
                                                              const Layout& layout) {
  const ReadableFile file(path);
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, text] : layout.texts)
    texts.emplace_back(name, read_text(file, setting_path(name)));
  return texts;
}

namespace {

/// The first bytes of a flow's two slots, one slot after the other.
std::vector<std::byte> beginnings_of_slots(hid_t file, const std::string& path, hsize_t size) {
  const Handle dataset = open_dataset(file, path);
  const auto shape = extents(dataset);
  if (shape.size() != 2 || shape[0] != 2 || shape[1] < size) return {};
  std::vector<std::byte> bytes(2 * size);
  const Handle in_file(H5Dget_space(dataset), H5Sclose, path);
  const hsize_t start[] = {0, 0}, count[] = {2, size};
  require(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, nullptr, count, nullptr), path);
  require(
      H5Dread(dataset, H5T_NATIVE_UINT8, dataspace({2, size}), in_file, H5P_DEFAULT, bytes.data()),
      path);
  return bytes;
}

/// Refuses checkpoints of another version of the program: where one slot is of this version, the
/// other is damaged.
void require_slots(hid_t file, const FlowLayout& flow) {
  constexpr std::size_t size = 8;
  const auto bytes = beginnings_of_slots(file, checkpoint_path(flow.name), size);
  std::optional<char> other;
  for (std::size_t begin = 0; begin < bytes.size(); begin += size) {
    const auto version = version_of_slot(std::span(bytes).subspan(begin, size));
    if (version == slot_version) return;
    if (version) other = version;
  }
  if (other)
    throw StorageError(fmt::format(
        "the checkpoints of flow '{}' are of version {}, and it goes on from version {} alone; "
        "the rows stay readable",
        flow.name, *other, slot_version));
}

/// Refuses a file whose rows no longer lie in one piece, where they are written in place.
void require_one_piece(hid_t file, const std::string& path) {
  const Handle list(H5Dget_create_plist(open_dataset(file, path)), H5Pclose, path);
  if (H5Pget_layout(list) != H5D_CONTIGUOUS)
    throw StorageError(
        fmt::format("'{}' lies in chunks, as a repacked or compressed file has them, and rows are "
                    "written in place; h5repack -f NONE -l CONTI makes a copy that goes on",
                    path));
}

/// Refuses datasets of other shapes than those of a flow's layout, but for their rows.
void require_shapes(hid_t file, const FlowLayout& flow) {
  const auto require_equal = [&flow](bool equal) {
    if (!equal)
      throw StorageError("flow '" + flow.name + "' has other shapes than this program gives it");
  };
  for (const TrackLayout& track : flow.tracks)
    for (const SeriesLayout& series : track.series) {
      if (!exists(file, series.path))
        throw StorageError(fmt::format("flow '{}' lacks the series '{}', which this program stores",
                                       flow.name, series.path));
      const auto shape = extents(open_dataset(file, series.path + "/value"));
      require_equal(!shape.empty() &&
                    with_rows(static_cast<Index>(shape[0]), series.extents) == shape);
    }
  require_equal(extents(open_dataset(file, checkpoint_path(flow.name))) == slots_of(flow));
  require_one_piece(file, checkpoint_path(flow.name));
  for (const TrackLayout& track : flow.tracks)
    for (const SeriesLayout& series : track.series) require_one_piece(file, series.path + "/value");
}

}  // namespace

Layout with_stored_rooms(Layout layout, const std::string& path) {
  const ReadableFile file(path);
  for (FlowLayout& flow : layout.flows) {
    require_slots(file, flow);
    require_shapes(file, flow);
    for (TrackLayout& track : flow.tracks)
      track.rows = static_cast<Index>(
          extents(open_dataset(file, track.series.front().path + "/time")).at(0));
  }
  return layout;
}

}  // namespace simclr_flow
