#include "simclr_flow/io/points_dataset.hpp"

#include "hdf5.hpp"
#include "input_file.hpp"
#include "new_file.hpp"

namespace simclr_flow {

Points read_points_dataset(const std::string& name, const std::string& path) {
  using namespace hdf5;
  return with_hdf5_input("points", name, path, [&path](hid_t file) -> Points {
    if (!exists(file, path)) throw StorageError("it has no such dataset");
    require_numbers(file, path);
    const auto shape = extents(open_dataset(file, path));
    if (shape.empty() || shape.size() > 3)
      throw StorageError("its shape is not (N, d), (N,) or (T, N, d)");
    const bool frames = shape.size() == 3;
    if (frames && shape[0] == 0) throw StorageError("it holds no points");
    const auto values = frames ? read_rows<double>(file, path, 1, shape[0] - 1)
                               : read_rows<double>(file, path, shape[0]);
    const auto rows = static_cast<Index>(shape[frames ? 1 : 0]);
    const auto width = shape.size() == 1 ? Index{1} : static_cast<Index>(shape.back());
    if (values.empty()) throw StorageError("it holds no points");
    return Eigen::Map<const Points>(values.data(), width, rows);
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
