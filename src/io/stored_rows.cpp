#include "simclr_flow/io/stored_rows.hpp"

#include "trajectory_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

/// A row counted from the end as one from the start. Throws InputError if there is none: the file
/// is sound, the row is not in it.
hsize_t row_of(Index row, hsize_t rows, const std::string& file, const std::string& flow) {
  const auto count = static_cast<Index>(rows);
  const Index from_start = row < 0 ? count + row : row;
  if (count == 0) throw InputError(fmt::format("'{}': flow '{}' has no committed row", file, flow));
  if (from_start < 0 || from_start >= count)
    throw InputError(
        fmt::format("'{}': flow '{}' has no row {}; it has {} committed rows: 0 to {}, or -1 to {} "
                    "from the end",
                    file, flow, row, count, count - 1, -count));
  return static_cast<hsize_t>(from_start);
}

struct Row {
  std::vector<double> values;
  std::vector<hsize_t> shape;  ///< of one row
};

/// A committed row of a series of a track.
Row read_row(hid_t file, const std::string& name, const std::string& flow, const char* track,
             const std::string& path, Index row) {
  if (!exists(file, path)) throw StorageError(fmt::format("it has no dataset '{}'", path));
  auto shape = extents(open_dataset(file, path));
  if (shape.empty()) throw StorageError(fmt::format("'{}' has no rows", path));
  const hsize_t from_start = row_of(row, committed(file, flow, track), name, flow);
  shape.erase(shape.begin());
  return {read_rows<double>(file, path, 1, from_start), shape};
}

}  // namespace

Points read_latents_row(const std::string& name, const std::string& flow, Index row) {
  return with_file(name, [&](hid_t file) -> Points {
    const std::string path = position_path(flow) + "/value";
    const Row read = read_row(file, name, flow, track_name::frames, path, row);
    if (read.shape.size() != 2) throw StorageError("'" + path + "' is not [T][N][d]");
    return Eigen::Map<const Points>(read.values.data(), static_cast<Index>(read.shape[1]),
                                    static_cast<Index>(read.shape[0]));
  });
}

State read_weights_row(const std::string& name, const std::string& flow, Index row) {
  return with_file(name, [&](hid_t file) -> State {
    const std::string path = weights_path(flow) + "/value";
    const Row read = read_row(file, name, flow, track_name::weights, path, row);
    if (read.shape.size() != 1) throw StorageError("'" + path + "' is not [T][P]");
    return Eigen::Map<const State>(read.values.data(), std::ssize(read.values));
  });
}

}  // namespace simclr_flow
