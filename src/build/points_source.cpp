#include "simclr_flow/build/points_source.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/points_file.hpp"
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

Points read_points(const std::string& given) {
  const auto [file, path] = split_source(given);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    throw InputError(fmt::format("points file '{}' does not exist", file));
  Points points = !path.empty()            ? read_points_dataset(file, path)
                  : file.ends_with(".npy") ? read_npy_points(file)
                                           : read_csv_points(file);
  require_finite(given, points);
  constexpr double largest = 1e150;
  if (points.cwiseAbs().maxCoeff() > largest)
    throw InputError(fmt::format(
        "points '{}' hold coordinates beyond {:g}: their squares would overflow", given, largest));
  return points;
}

void require_directions(const std::string& given, const Points& points) {
  for (Index i = 0; i < points.cols(); ++i)
    if (points.col(i).cwiseAbs().maxCoeff() == 0)
      throw InputError(
          fmt::format("points '{}' have a zero row ({}), which no sphere holds", given, i));
}

}  // namespace simclr_flow
