#include "simclr_flow/build/points_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/named_blocks.hpp"
#include "simclr_flow/io/points_dataset.hpp"

namespace simclr_flow {

FileAndPath split_source(const std::string& given) {
  const auto colon = given.rfind(":/");
  if (colon == std::string::npos) return {given, ""};
  return {given.substr(0, colon), given.substr(colon + 1)};
}

std::string in_folder(const std::string& folder, const std::string& file) {
  if (file.empty()) return file;
  return (std::filesystem::path(folder) / file).lexically_normal().string();
}

void require_no_hdf5(const std::string& file) {
  if (!is_hdf5_file(file)) return;
  const auto names = number_datasets(file);
  throw InputError(
      fmt::format("'{}' is an HDF5 file: name a dataset in it, as in '{}:{}'; {}", file, file,
                  names.empty() ? "/path" : names.front(),
                  names.empty() ? "it has none of numbers"
                                : "there are " + shown(fmt::format("{}", fmt::join(names, ", ")))));
}

namespace {

PointsRead read_source(const std::string& given, const ArrayAxes& asked) {
  const auto [file, path] = split_source(given);
  if (!path.empty()) {
    auto [points, taken] = read_points_dataset(file, path, asked);
    return {std::move(points), std::move(taken)};
  }
  require_no_hdf5(file);
  PointsFile read = read_points_file(file, asked);
  return {std::move(read.points), std::move(read.taken)};
}

}  // namespace

PointsRead read_points(const std::string& given, const ArrayAxes& asked) {
  PointsRead read = read_source(given, asked);
  require_finite(given, read.points);
  constexpr double largest = 1e150;
  if (read.points.cwiseAbs().maxCoeff() > largest)
    throw InputError(fmt::format(
        "points '{}' hold coordinates beyond {:g}: their squares would overflow", given, largest));
  return read;
}

void require_directions(const std::string& given, const Points& points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (points.col(i).cwiseAbs().maxCoeff() == 0)
      throw InputError(
          fmt::format("points '{}' have a zero row ({}), which no sphere holds", given, i));
}

}  // namespace simclr_flow
