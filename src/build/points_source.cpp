#include "simclr_flow/build/points_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

namespace {

/// Those of a run, a study or a file of ours that hold points, where there are any; else all.
std::vector<std::string> of_points(std::vector<std::string> names) {
  std::vector<std::string> points;
  for (const char* ending : {"/position/value", "/position", "/data/points", "/points"})
    for (const std::string& name : names)
      if (name.ends_with(ending) && !std::ranges::count(points, name)) points.push_back(name);
  return points.empty() ? names : points;
}

}  // namespace

void require_no_hdf5(const std::string& file) {
  if (!is_hdf5_file(file)) return;
  constexpr std::size_t most = 8;
  std::vector<std::string> names = of_points(number_datasets(file));
  if (names.empty())
    throw InputError(fmt::format("'{}' is an HDF5 file without datasets of numbers", file));
  const std::string first = shown_name(names.front());
  const std::size_t more = names.size() > most ? names.size() - most : 0;
  names.resize(names.size() - more);
  for (std::string& name : names) name = shown_name(name);
  throw InputError(fmt::format(
      "'{}' is an HDF5 file: add the path of a dataset, as in '{}:{}'; there are {}{}", file, file,
      first, fmt::join(names, ", "), more ? fmt::format(", and {} more", more) : ""));
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
  require_coordinates(given, read.points);
  return read;
}

void require_coordinates(const std::string& given, PointsView points) {
  require_finite(given, points);
  constexpr double largest = 1e150;
  if (points.cwiseAbs().maxCoeff() > largest)
    throw InputError(fmt::format(
        "points '{}' hold coordinates beyond {:g}: their squares would overflow", given, largest));
}

void require_directions(const std::string& given, PointsView points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (points.col(i).cwiseAbs().maxCoeff() == 0)
      throw InputError(
          fmt::format("points '{}' have a zero row ({}), which no sphere holds", given, i));
}

void require_within(const std::string& given, PointsView points, const std::vector<double>& sides) {
  if (std::ssize(sides) != points.rows())
    throw InputError(fmt::format("points '{}': {} coordinates a row, the box has {} sides", given,
                                 points.rows(), sides.size()));
  for (Index i = 0; i < points.cols(); ++i)
    for (Index c = 0; c < points.rows(); ++c)
      if (const double side = sides[static_cast<std::size_t>(c)];
          !(points(c, i) >= 0 && points(c, i) <= side))
        throw InputError(
            fmt::format("points '{}' row {}: coordinate {} is {:g}, outside the box's [0, {:g}]",
                        given, i, c + 1, points(c, i), side));
}

}  // namespace simclr_flow
