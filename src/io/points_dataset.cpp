#include "simclr_flow/io/points_dataset.hpp"

#include <filesystem>

#include "input_file.hpp"
#include "new_file.hpp"
#include "study_columns.hpp"
#include "trajectory_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

/// Whether a dataset of three axes is the series of a trajectory in the manner of H5MD: it is named
/// position/value, and steps or times of as many rows stand beside it.
bool has_frames(hid_t file, const std::string& path, hsize_t rows) {
  if (!("/" + path).ends_with("/position/value")) return false;
  const std::string group = path.substr(0, path.size() - std::string("value").size());
  for (const char* clock : {"step", "time"})
    if (exists(file, group + clock)) {
      const auto shape = extents(open_dataset(file, group + clock));
      if (shape.empty() || shape[0] == rows) return true;
    }
  return false;
}

/// The frames that are committed, of a trajectory of ours: there is room for more.
hsize_t committed_frames(hid_t file, const std::string& path, hsize_t room) {
  const std::filesystem::path inside(path);  // particles/FLOW/position/value
  std::string flow = inside.parent_path().parent_path().filename().string();
  std::string track = track_name::frames;
  if (flow.ends_with(test_ending)) flow.resize(flow.size() - test_ending.size());
  if (flow.ends_with(neurons_ending)) {
    flow.resize(flow.size() - neurons_ending.size());
    track = track_name::weights;
  }
  const bool ours = exists(file, counter_path(flow, track));
  return ours ? committed(file, flow, track) : room;
}

/// Whether a dataset has numbers and one to three axes. Throws nothing: C code calls it.
bool holds_points(hid_t file, const char* path) noexcept {
  try {
    const Handle dataset = open_dataset(file, path);
    const Handle type(H5Dget_type(dataset), H5Tclose, "its type");
    const H5T_class_t held = H5Tget_class(type);
    const auto axes = extents(dataset).size();
    return (held == H5T_INTEGER || held == H5T_FLOAT) && axes >= 1 && axes <= 3;
  } catch (const StorageError&) {
    return false;
  }
}

std::vector<Index> signed_extents(const std::vector<hsize_t>& shape) {
  return {shape.begin(), shape.end()};
}

PointsDataset last_frame(hid_t file, const std::string& path, const std::vector<hsize_t>& shape) {
  const hsize_t frames = committed_frames(file, path, shape[0]);
  if (frames == 0) throw StorageError("it holds no frame");
  const RowsOfArray rows =
      rows_of_array({static_cast<Index>(shape[1]), static_cast<Index>(shape[2])}, {});
  const auto values = read_rows<double>(file, path, 1, frames - 1);
  return {Eigen::Map<const Points>(values.data(), rows.width, rows.rows),
          fmt::format("the last of {} frames", frames)};
}

/// Whether a dataset holds the ends of a study's starts.
bool is_of_starts(hid_t file, const std::string& path) {
  return path.substr(path.find_first_not_of('/')) == study_columns::at("position") &&
         H5Aexists(file, study_columns::content_attribute) > 0;
}

/// The stationary start of least energy.
hsize_t best_of(hid_t file, hsize_t starts) {
  const auto states = read_rows<long long>(file, study_columns::at("state"), starts);
  const auto energies = read_rows<double>(file, study_columns::at("energy"), starts);
  std::size_t best = states.size();
  for (std::size_t k = 0; k < states.size(); ++k)
    if (states[k] == study_columns::stationary &&
        (best == states.size() || energies[k] < energies[best]))
      best = k;
  if (best == states.size()) throw StorageError("no start of the study is stationary");
  return best;
}

/// The atoms of a start: latents, or fewer where masses flow.
hsize_t atoms_of_start(hid_t file, hsize_t start, hsize_t most) {
  const long long atoms = read_rows<long long>(file, study_columns::at("atoms"), 1, start).at(0);
  if (atoms < 1 || static_cast<hsize_t>(atoms) > most)
    throw StorageError("'starts/atoms' is out of range");
  return static_cast<hsize_t>(atoms);
}

PointsDataset best_start(hid_t file, const std::string& path, const std::vector<hsize_t>& shape) {
  const hsize_t start = best_of(file, shape[0]), atoms = atoms_of_start(file, start, shape[1]);
  const auto values = read_rows<double>(file, path, 1, start);
  return {Eigen::Map<const Points>(values.data(), static_cast<Index>(shape[2]),
                                   static_cast<Index>(atoms)),
          fmt::format("start {}, the best of {}", start, shape[0])};
}

}  // namespace

PointsDataset read_points_dataset(const std::string& name, const std::string& path,
                                  const ArrayAxes& asked) {
  return with_hdf5_input("points", name, path, [&](hid_t file) -> PointsDataset {
    if (!exists(file, path)) throw StorageError("it has no such dataset");
    require_numbers(file, path);
    const auto shape = extents(open_dataset(file, path));
    try {
      if (shape.size() == 3 && has_frames(file, path, shape[0]))
        return last_frame(file, path, shape);
      if (shape.size() == 3 && shape[0] > 0 && is_of_starts(file, path))
        return best_start(file, path, shape);
      const RowsOfArray rows = rows_of_array(signed_extents(shape), asked);
      const auto values = read_rows<double>(file, path, shape[0]);
      return {Eigen::Map<const Points>(values.data(), rows.width, rows.rows), ""};
    } catch (const InputError& error) {
      throw StorageError(fmt::format("it {}", error.what()));
    }
  });
}

std::vector<std::string> number_datasets(const std::string& name) {
  return with_hdf5_input("points", name, "/", [](hid_t file) {
    std::vector<std::string> found;
    const auto collect = [](hid_t at, const char* path, const H5O_info_t* info,
                            void* to) -> herr_t {
      if (info->type == H5O_TYPE_DATASET && holds_points(at, path))
        static_cast<std::vector<std::string>*>(to)->push_back(std::string("/").append(path));
      return 0;
    };
    require(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &found, H5O_INFO_BASIC), "it");
    return found;
  });
}

void write_points_dataset(const std::string& file, const std::string& name, const Points& points) {
  with_new_hdf5_file(file, [&](hid_t to) {
    hdf5::write_reals(to, name,
                      {static_cast<hsize_t>(points.cols()), static_cast<hsize_t>(points.rows())},
                      points.data());
  });
}

}  // namespace simclr_flow
