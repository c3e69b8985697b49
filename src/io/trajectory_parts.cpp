#include "trajectory_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "study_columns.hpp"

namespace simclr_flow {

using namespace hdf5;

std::string readable_schema(hid_t file) {
  if (H5Aexists(file, "schema") <= 0)
    throw StorageError("it has no attribute 'schema': not a simclr-flow trajectory");
  if (H5Aexists(file, study_columns::content_attribute) > 0)
    throw StorageError("it holds a study of minimizers; info shows it, resume goes on with it");
  std::string schema = read_text_attribute(file, "schema");
  if (schema != trajectory_schema && schema != older_trajectory_schema)
    throw StorageError(fmt::format("its schema is '{}', this program reads {} and {}", schema,
                                   older_trajectory_schema, trajectory_schema));
  return schema;
}

bool is_flow(hid_t parameters, const std::string& name) {
  const Handle object(H5Oopen(parameters, name.c_str(), H5P_DEFAULT), H5Oclose, name);
  return H5Iget_type(object) == H5I_GROUP;
}

std::vector<int> read_labels(hid_t file, const std::string& path, hsize_t classes) {
  const auto count = extents(open_dataset(file, path));
  if (count.size() != 1) throw StorageError("'" + path + "' is not a list");
  std::vector<int> labels;
  for (const long long label : read_rows<long long>(file, path, count[0])) {
    if (label < 0 || label >= static_cast<long long>(std::max(count[0], classes)))
      throw StorageError("'" + path + "' holds a label that is no class");
    labels.push_back(static_cast<int>(label));
  }
  return labels;
}

StoredClock read_clock(hid_t file, const std::string& group, hsize_t rows) {
  StoredClock clock;
  for (const long long step : read_rows<long long>(file, group + "/step", rows))
    clock.step.push_back(static_cast<Index>(step));
  clock.time = read_rows<double>(file, group + "/time", rows);
  clock.room = static_cast<Index>(extents(open_dataset(file, group + "/time"))[0]);
  return clock;
}

std::string track_of(hid_t file, const std::string& path) {
  const Handle series = open_group(file, path);
  return H5Aexists(series, counter_attribute) > 0 ? read_text_attribute(series, counter_attribute)
                                                  : track_name::observables;
}

}  // namespace simclr_flow
