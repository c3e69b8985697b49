#include "points_output.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/points_dataset.hpp"
#include "simclr_flow/io/replace_file.hpp"

namespace simclr_flow {

void require_numbers(const std::string& file, PointsView values) {
  for (Index i = 0; i < values.cols(); ++i)
    if (!values.col(i).allFinite())
      throw std::runtime_error(fmt::format(
          "output '{}': row {} holds a value that is not finite; nothing is written", file, i));
}

void write_points(const std::string& file, const Points& points, bool force) {
  require_numbers(file, points);
  replace_file(file, force, [&](const std::string& name) {
    if (file.ends_with(".npy")) return write_npy_points(name, points);
    if (file.ends_with(".h5")) return write_points_dataset(name, "points", points);
    write_csv_points(name, points);
  });
}

}  // namespace simclr_flow
