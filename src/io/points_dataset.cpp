#include "simclr_flow/io/points_dataset.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "hdf5.hpp"

namespace simclr_flow {

Points read_points_dataset(const std::string& name, const std::string& path) {
  using namespace hdf5;
  initialise();
  try {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(name, ignored))
      throw StorageError("its file does not exist or is not a file");
    if (H5Fis_hdf5(name.c_str()) <= 0) throw StorageError("its file is not an HDF5 file");
    const Handle file(H5Fopen(name.c_str(), H5F_ACC_RDONLY, file_access()), H5Fclose, "it");
    if (!exists(file, path)) throw StorageError("it has no such dataset");
    const auto shape = extents(open_dataset(file, path));
    if (shape.empty() || shape.size() > 3)
      throw StorageError("its shape is not (N, d), (N,) or (T, N, d)");
    const auto values = read_rows<double>(file, path, shape[0]);
    const std::size_t first = shape.size() == 3 ? 1 : 0;
    const auto rows = static_cast<Index>(shape[first]);
    const auto width = shape.size() == 1 ? Index{1} : static_cast<Index>(shape[first + 1]);
    if (rows * width == 0 || values.empty()) throw StorageError("it holds no points");
    return Eigen::Map<const Points>(values.data() + values.size() - rows * width, width, rows);
  } catch (const StorageError& error) {
    throw InputError(fmt::format("points '{}:{}': {}", name, path, error.what()));
  }
}

}  // namespace simclr_flow
