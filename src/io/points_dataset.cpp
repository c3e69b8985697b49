#include "simclr_flow/io/points_dataset.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "hdf5.hpp"

namespace simclr_flow {
namespace {

const char* name_of(H5T_class_t type) {
  switch (type) {
    case H5T_STRING:
      return "strings";
    case H5T_COMPOUND:
      return "compounds";
    case H5T_REFERENCE:
      return "references";
    case H5T_VLEN:
      return "sequences";
    case H5T_ARRAY:
      return "arrays";
    default:
      return "values of another type";
  }
}

/// Throws StorageError unless the path is a dataset of numbers.
void require_numbers(hid_t file, const std::string& path) {
  using namespace hdf5;
  const Handle object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, "it");
  if (H5Iget_type(object) != H5I_DATASET)
    throw StorageError(H5Iget_type(object) == H5I_GROUP ? "it is a group, not a dataset"
                                                        : "it is not a dataset");
  const Handle type(H5Dget_type(object), H5Tclose, "its type");
  const H5T_class_t held = H5Tget_class(type);
  if (held != H5T_INTEGER && held != H5T_FLOAT && held != H5T_ENUM)
    throw StorageError(
        fmt::format("it holds {}, expected integers, floats or an enumeration", name_of(held)));
}

}  // namespace

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
    require_numbers(file, path);
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
