#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/layout.hpp"
#include "study_columns.hpp"
#include "trajectory_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;
using namespace study_columns;

void require_study(hid_t file) {
  if (H5Aexists(file, content_attribute) <= 0 ||
      read_text_attribute(file, content_attribute) != content)
    throw StorageError("it holds no study of minimizers");
  const std::string schema = read_text_attribute(file, "schema");
  if (schema != schema_version)
    throw StorageError(
        fmt::format("its schema is '{}', this program reads {}", schema, schema_version));
}

template <class T>
std::vector<T> column_of(hid_t file, const char* name, std::size_t rows) {
  const auto values = read_rows<T>(file, at(name), rows);
  if (values.size() != rows) throw StorageError("'" + at(name) + "' has another shape");
  return values;
}

/// Refuses a dataset that claims more numbers than the file holds, before they are read.
void require_held(hid_t file, const char* name) {
  const Handle dataset = open_dataset(file, at(name));
  double claimed = 8;
  for (const hsize_t extent : extents(dataset)) claimed *= static_cast<double>(extent);
  if (claimed > static_cast<double>(H5Dget_storage_size(dataset)))
    throw StorageError("'" + at(name) + "' claims more numbers than the file holds");
}

/// What cannot be a value of a start's row.
StorageError wrong(std::size_t start, const char* column) {
  return StorageError(fmt::format(
      "start {}: '{}' holds a value that no search ends with: not finite, or out of range", start,
      at(column)));
}

/// The columns of all starts that have ended.
void read_starts(hid_t file, StoredStudy& study) {
  const auto shape = extents(open_dataset(file, at("position")));
  if (shape.size() != 3) throw StorageError("'starts/position' is not (starts, N, d)");
  const std::size_t rows = shape[0];
  require_held(file, "position");
  require_held(file, "eigenvalues");
  if (exists(file, at("mass"))) require_held(file, "mass");
  study.particles = static_cast<Index>(shape[1]);
  study.ambient_dim = static_cast<Index>(shape[2]);
  study.masses = exists(file, at("mass"));
  const auto states = column_of<long long>(file, "state", rows),
             atoms = column_of<long long>(file, "atoms", rows);
  const auto kinds = read_texts(file, at("kind")), reasons = read_texts(file, at("reason"));
  if (kinds.size() != rows || reasons.size() != rows)
    throw StorageError("'starts/kind' has another shape");
  study.ends.resize(rows);
  for (std::size_t k = 0; k < rows; ++k) {
    if (states[k] == open_start) continue;
    if (states[k] != stationary && states[k] != not_stationary) throw wrong(k, "state");
    if (atoms[k] < 1 || atoms[k] > study.particles) throw wrong(k, "atoms");
    StudyEnd& end = study.ends[k].emplace();
    end.stationary = states[k] == stationary;
    end.kind = kinds[k];
    end.reason = reasons[k];
    end.latents.resize(study.ambient_dim, atoms[k]);
    if (study.masses) end.masses.resize(atoms[k]);
  }
}

void read_columns(hid_t file, StoredStudy& study) {
  const std::size_t rows = study.ends.size();
  const auto each = [&](const auto& visit) {
    for (std::size_t k = 0; k < rows; ++k)
      if (study.ends[k]) visit(k, *study.ends[k]);
  };
  for (const auto& [name, member] : real_columns) {
    const auto values = column_of<double>(file, name, rows);
    each([&](std::size_t k, StudyEnd& end) { end.*member = values[k]; });
  }
  for (const auto& [name, member] : count_columns) {
    const auto values = column_of<long long>(file, name, rows);
    each([&](std::size_t k, StudyEnd& end) { end.*member = static_cast<Index>(values[k]); });
  }
}

/// Rows of numbers; of eigenvalues as many as are set.
void read_arrays(hid_t file, StoredStudy& study) {
  const std::size_t rows = study.ends.size();
  const auto read = [&](const char* name, const auto& take) {
    const auto values = read_rows<double>(file, at(name), rows);
    const std::size_t width = rows > 0 ? values.size() / rows : 0;
    for (std::size_t k = 0; k < rows; ++k)
      if (study.ends[k])
        take(*study.ends[k],
             Eigen::Map<const State>(values.data() + k * width, static_cast<Index>(width)));
    return static_cast<Index>(width);
  };
  study.eigenvalues = read("eigenvalues", [](StudyEnd& end, const auto& row) {
    end.eigenvalues = row.head((!row.array().isNaN()).count());
  });
  read("position", [](StudyEnd& end, const auto& row) {
    if (row.size() < end.latents.size()) throw StorageError("'starts/position' is too small");
    end.latents = row.head(end.latents.size()).reshaped(end.latents.rows(), end.latents.cols());
  });
  if (study.masses)
    read("mass", [](StudyEnd& end, const auto& row) {
      if (row.size() < end.masses.size()) throw StorageError("'starts/mass' is too small");
      end.masses = row.head(end.masses.size());
    });
}

/// Refuses a row that is not whole: not finite, not positive, or of impossible counts.
void require_whole(std::size_t k, const StudyEnd& end, Index kept) {
  for (const auto& [name, member] : real_columns)
    if (end.stationary && !std::isfinite(end.*member)) throw wrong(k, name);
  for (const auto& [name, member] : count_columns)
    if (end.*member < 0) throw wrong(k, name);
  if (end.negative > end.unknowns) throw wrong(k, "index");
  if (end.zero > end.unknowns - end.negative) throw wrong(k, "zero_eigenvalues");
  if (end.stationary && end.eigenvalues.size() != std::min(kept, end.unknowns))
    throw wrong(k, "eigenvalues");
  if (!end.eigenvalues.allFinite()) throw wrong(k, "eigenvalues");
  if (!end.latents.allFinite()) throw wrong(k, "position");
  if (!((end.masses.array() > 0).all() && end.masses.allFinite())) throw wrong(k, "mass");
}

}  // namespace

const std::string& StoredStudy::text(const std::string& name) const {
  const auto found = texts.find(name);
  if (found == texts.end())
    throw InputError(fmt::format("file '{}' has no dataset 'parameters/{}'", path, name));
  return found->second;
}

StoredStudy read_study(const std::string& path) {
  return with_file(path, [&path](hid_t file) {
    require_study(file);
    StoredStudy study;
    study.path = path;
    const Handle parameters = open_group(file, "parameters");
    for (const std::string& name : member_names(parameters))
      study.texts[name] = read_text(parameters, name);
    if (exists(file, given_start)) {
      const auto shape = extents(open_dataset(file, given_start));
      if (shape.size() != 2) throw StorageError("'data/start' is not (N, coordinates)");
      const auto values = read_rows<double>(file, given_start, shape[0]);
      study.start = Eigen::Map<const Points>(values.data(), static_cast<Index>(shape[1]),
                                             static_cast<Index>(shape[0]));
      if (!study.start.allFinite()) throw StorageError("'data/start' is not finite");
    }
    read_starts(file, study);
    read_columns(file, study);
    read_arrays(file, study);
    for (std::size_t k = 0; k < study.ends.size(); ++k)
      if (study.ends[k]) require_whole(k, *study.ends[k], study.eigenvalues);
    return study;
  });
}

bool is_study_file(const std::string& path) {
  initialise();
  if (!hdf5::is_hdf5(path)) return false;
  try {
    const ReadableFile file(path);
    return H5Aexists(file, content_attribute) > 0 &&
           read_text_attribute(file, content_attribute) == content;
  } catch (const StorageError&) {
    return false;
  }
}

}  // namespace simclr_flow
