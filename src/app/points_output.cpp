#include "points_output.hpp"

#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/points_dataset.hpp"
#include "simclr_flow/io/replace_file.hpp"

namespace simclr_flow {

void write_points(const std::string& file, const Points& points, bool force) {
  replace_file(file, force, [&](const std::string& name) {
    if (file.ends_with(".npy")) return write_npy_points(name, points);
    if (file.ends_with(".h5")) return write_points_dataset(name, "points", points);
    write_csv_points(name, points);
  });
}

}  // namespace simclr_flow
