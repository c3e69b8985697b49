#include "simclr_flow/io/run_rows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "simclr_flow/io/run_paths.hpp"
#include "trajectory_file.hpp"
#include "trajectory_parts.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

StoredSeries series_at(hid_t file, const std::string& name, const std::string& path,
                       const std::string& track) {
  const auto shape = extents(open_dataset(file, path + "/value"));
  if (shape.empty()) throw StorageError("'" + path + "/value' has no rows");
  require_numbers(file, path + "/value");
  StoredSeries series{name, path, {}, track};
  for (std::size_t k = 1; k < shape.size(); ++k)
    series.extents.push_back(static_cast<Index>(shape[k]));
  return series;
}

/// The clock of a track, by a series of it.
void add_clock(hid_t file, StoredSet& set, const StoredSeries& series) {
  if (set.clocks.contains(series.track)) return;
  StoredClock clock = read_clock(file, series.path, committed(file, set.flow, series.track));
  if (!std::ranges::all_of(clock.time, [](double time) { return std::isfinite(time); }))
    throw StorageError("'" + series.path + "/time' holds a time that is not finite");
  set.clocks[series.track] = std::move(clock);
}

void add_observables(hid_t file, StoredSet& set) {
  const std::string group = observables_path(set.name);
  if (!exists(file, group)) return;
  for (const std::string& name : member_names(open_group(file, group))) {
    const std::string path = observable_path(set.name, name);
    set.observables.push_back(series_at(file, name, path, track_of(file, path)));
    if (set.observables.back().extents.size() > 1)
      throw StorageError("'" + path + "/value' is neither [T] nor [T][width]");
    add_clock(file, set, set.observables.back());
  }
}

void add_angle(hid_t file, StoredSet& set) {
  const std::string angle = angle_path(set.name);
  if (!exists(file, angle)) return;
  set.angle = series_at(file, "angle", angle, track_name::frames);
  if (set.angle->extents != std::vector<Index>{set.latents})
    throw StorageError("'" + angle + "/value' is not [T][N]");
}

void add_species(hid_t file, StoredSet& set) {
  const std::string species = species_path(set.name);
  if (!exists(file, species)) return;
  // Test points may lack classes: no bound of theirs is known here.
  set.species = read_labels(file, species, set.is_test() ? hsize_t{1} << 31 : 0);
  if (std::ssize(set.species) != set.latents)
    throw StorageError("'" + species + "' is not one label per latent");
}

/// The set of this name of a flow, if the file stores it.
void add_set(hid_t file, const std::string& flow, const std::string& name,
             std::vector<StoredSet>& sets) {
  const std::string position = position_path(name);
  if (!exists(file, position)) return;
  StoredSet set{.name = name,
                .flow = flow,
                .status = read_text(file, status_path(flow)),
                .reason = read_text(file, reason_path(flow)),
                .species = {},
                .position = series_at(file, "position", position, track_name::frames),
                .angle = {},
                .observables = {},
                .clocks = {}};
  if (set.position.extents.size() != 2)
    throw StorageError("'" + position + "/value' is not [T][N][d]");
  set.latents = set.position.extents[0];
  set.ambient_dim = set.position.extents[1];
  if (set.is_test() && !sets.empty() && sets.back().name == flow &&
      sets.back().ambient_dim != set.ambient_dim)
    throw StorageError("'" + position + "/value' is of another dimension than its flow");
  add_clock(file, set, set.position);
  add_angle(file, set);
  add_species(file, set);
  add_observables(file, set);
  sets.push_back(std::move(set));
}

}  // namespace

Index StoredSeries::size() const {
  return std::accumulate(extents.begin(), extents.end(), Index{1}, std::multiplies<>());
}

struct RunRows::File {
  explicit File(const std::string& path) : file(path) {}
  ReadableFile file;
};

RunRows::RunRows(const std::string& path) : path_(path) {
  require_hdf5(path);
  naming_file(path, [this] {
    file_ = std::make_unique<File>(path_);
    readable_schema(file_->file);
    const Handle parameters = open_group(file_->file, "parameters");
    for (const std::string& flow : member_names(parameters)) {
      if (!is_flow(parameters, flow)) continue;
      add_set(file_->file, flow, flow, sets_);
      add_set(file_->file, flow, test_name(flow), sets_);
    }
  });
}

RunRows::~RunRows() = default;

std::vector<double> RunRows::read(const StoredSeries& series, Index first, Index count) const {
  return naming_file(path_, [&] {
    return read_rows<double>(file_->file, series.path + "/value", static_cast<hsize_t>(count),
                             static_cast<hsize_t>(first));
  });
}

RowReader::RowReader(const RunRows& run, const StoredSeries& series, Index rows)
    : run_(run), series_(series), rows_(rows), width_(series.size()) {
  constexpr Index numbers_of_a_block = 1 << 17;
  block_ = std::max<Index>(1, numbers_of_a_block / std::max<Index>(1, width_));
}

std::span<const double> RowReader::row(Index k) {
  const Index held = width_ > 0 ? std::ssize(values_) / width_ : 0;
  if (k < first_ || k >= first_ + held) {
    values_ = {};
    values_ = run_.read(series_, k, std::min(block_, rows_ - k));
    first_ = k;
  }
  return std::span<const double>(values_).subspan(static_cast<std::size_t>((k - first_) * width_),
                                                  static_cast<std::size_t>(width_));
}

}  // namespace simclr_flow
