#include "simclr_flow/io/study_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

#include "hdf5.hpp"
#include "new_file.hpp"
#include "output_path.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "trajectory_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

constexpr const char* content_attribute = "content";
constexpr const char* content = "study";
constexpr const char* given_start = "data/start";
constexpr double unset = std::numeric_limits<double>::quiet_NaN();
constexpr long long open_start = 0, stationary = 1, not_stationary = 2;

// The scalar columns of `starts`, for writing and reading.
struct RealColumn {
  const char* name;
  double StudyEnd::*member;
};
constexpr RealColumn real_columns[] = {{"energy", &StudyEnd::energy},
                                       {"gradient_norm", &StudyEnd::gradient_norm},
                                       {"residual", &StudyEnd::residual},
                                       {"time", &StudyEnd::time},
                                       {"largest_eigenvalue", &StudyEnd::largest}};
struct CountColumn {
  const char* name;
  Index StudyEnd::*member;
};
constexpr CountColumn count_columns[] = {{"flow_steps", &StudyEnd::flow_steps},
                                         {"newton_steps", &StudyEnd::newton_steps},
                                         {"unknowns", &StudyEnd::unknowns},
                                         {"index", &StudyEnd::negative},
                                         {"zero_eigenvalues", &StudyEnd::zero}};

std::string at(const char* column) { return std::string("starts/") + column; }

void write_counts(hid_t file, const std::string& path, const std::vector<long long>& values) {
  write_array(file, path, H5T_STD_I64LE, H5T_NATIVE_LLONG, {values.size()}, values.data());
}

/// One number a start, `none` where it is open.
template <class T, class Value>
std::vector<T> column(const StoredStudy& study, T none, const Value& value) {
  std::vector<T> all;
  for (const auto& end : study.ends) all.push_back(end ? static_cast<T>(value(*end)) : none);
  return all;
}

/// A row of so many numbers a start, padded with NaN.
template <class Value>
void write_rows(hid_t file, const std::string& path, const StoredStudy& study,
                std::vector<hsize_t> row, const Value& value) {
  hsize_t width = 1;
  for (const hsize_t extent : row) width *= extent;
  std::vector<double> all(study.ends.size() * width, unset);
  for (std::size_t k = 0; k < study.ends.size(); ++k) {
    if (!study.ends[k]) continue;
    const auto& values = value(*study.ends[k]);
    const auto count = std::min<std::size_t>(width, static_cast<std::size_t>(values.size()));
    std::copy_n(values.data(), count, all.begin() + static_cast<std::ptrdiff_t>(k * width));
  }
  row.insert(row.begin(), study.ends.size());
  write_reals(file, path, row, all.data());
}

void write_starts(hid_t file, const StoredStudy& study) {
  const auto sizes = [](Index n) { return static_cast<hsize_t>(n); };
  write_counts(file, at("state"), column<long long>(study, open_start, [](const StudyEnd& e) {
                 return e.stationary ? stationary : not_stationary;
               }));
  write_counts(file, at("atoms"),
               column<long long>(study, 0, [](const StudyEnd& e) { return e.latents.cols(); }));
  for (const auto& [name, member] : real_columns) {
    const auto values = column(study, unset, [&](const StudyEnd& e) { return e.*member; });
    write_reals(file, at(name), {values.size()}, values.data());
  }
  for (const auto& [name, member] : count_columns)
    write_counts(file, at(name),
                 column<long long>(study, -1, [&](const StudyEnd& e) { return e.*member; }));
  write_rows(file, at("eigenvalues"), study, {sizes(study.eigenvalues)},
             [](const StudyEnd& e) -> const State& { return e.eigenvalues; });
  write_rows(file, at("position"), study, {sizes(study.particles), sizes(study.ambient_dim)},
             [](const StudyEnd& e) -> const Points& { return e.latents; });
  if (study.masses)
    write_rows(file, at("mass"), study, {sizes(study.particles)},
               [](const StudyEnd& e) -> const State& { return e.masses; });
  std::vector<std::string> kinds, reasons;
  for (const auto& end : study.ends) {
    kinds.push_back(end ? end->kind : "");
    reasons.push_back(end ? end->reason : "");
  }
  write_texts(file, at("kind"), kinds);
  write_texts(file, at("reason"), reasons);
}

void write_configuration(hid_t file, std::size_t k, const StoredConfiguration& c) {
  const std::string group = fmt::format("configurations/{:04}", k);
  const auto reals = [&](const char* name, const std::vector<double>& values) {
    write_reals(file, group + "/" + name, {values.size()}, values.data());
  };
  const auto counts = [&](const char* name, const std::vector<Index>& values) {
    write_counts(file, group + "/" + name, {values.begin(), values.end()});
  };
  counts("starts", c.starts);
  reals("inner_product", c.product);
  counts("pairs", c.pairs);
  reals("weight", c.weights);
}

void write_configurations(hid_t file, const StoredStudy& study) {
  std::vector<std::string> kinds, names;
  std::vector<long long> starts, counts;
  std::vector<double> energies;
  for (std::size_t k = 0; k < study.configurations.size(); ++k) {
    const StoredConfiguration& c = study.configurations[k];
    write_configuration(file, k, c);
    kinds.push_back(c.kind);
    names.push_back(c.name);
    starts.push_back(c.start);
    counts.push_back(std::ssize(c.starts));
    energies.push_back(study.ends[static_cast<std::size_t>(c.start)]->energy);
  }
  write_texts(file, "configurations/kind", kinds);
  write_texts(file, "configurations/name", names);
  write_counts(file, "configurations/start", starts);
  write_counts(file, "configurations/count", counts);
  write_reals(file, "configurations/energy", {energies.size()}, energies.data());
}

void write_contents(hid_t file, const StoredStudy& study) {
  write_text_attribute(file, "schema", schema_version);
  write_text_attribute(file, content_attribute, content);
  for (const auto& [name, text] : study.texts) write_text(file, "parameters/" + name, text);
  if (study.start.size() > 0)
    write_reals(
        file, given_start,
        {static_cast<hsize_t>(study.start.cols()), static_cast<hsize_t>(study.start.rows())},
        study.start.data());
  write_starts(file, study);
  write_configurations(file, study);
  for (const auto& [name, known] : study.theory) {
    write_reals(file, "theory/" + name + "/value", {}, &known.first);
    write_text(file, "theory/" + name + "/source", known.second);
  }
}

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

/// The columns of all starts that have ended.
void read_starts(hid_t file, StoredStudy& study) {
  const auto shape = extents(open_dataset(file, at("position")));
  if (shape.size() != 3) throw StorageError("'starts/position' is not (starts, N, d)");
  const std::size_t rows = shape[0];
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
    if (atoms[k] < 1 || atoms[k] > study.particles)
      throw StorageError("'starts/atoms' is out of range");
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

}  // namespace

const std::string& StoredStudy::text(const std::string& name) const {
  const auto found = texts.find(name);
  if (found == texts.end())
    throw InputError(fmt::format("file '{}' has no dataset 'parameters/{}'", path, name));
  return found->second;
}

double StoredStudy::bytes() const {
  const double row = static_cast<double>(particles * (ambient_dim + 1) + eigenvalues) + 40;
  return 1e5 + 8 * row * static_cast<double>(ends.size());
}

void write_study(const std::string& path, const StoredStudy& study) {
  replace_file(path, true, [&study](const std::string& temporary) {
    with_new_hdf5_file(temporary, [&study](hid_t file) { write_contents(file, study); });
  });
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
    }
    read_starts(file, study);
    read_columns(file, study);
    read_arrays(file, study);
    return study;
  });
}

bool is_study_file(const std::string& path) {
  initialise();
  if (H5Fis_hdf5(path.c_str()) <= 0) return false;
  try {
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, file_access()), H5Fclose, "it");
    return H5Aexists(file, content_attribute) > 0 &&
           read_text_attribute(file, content_attribute) == content;
  } catch (const StorageError&) {
    return false;
  }
}

std::string check_study_output(const std::string& given, bool force) {
  const std::string path = resolved_output(given);
  std::string why = obstacle_at(path, force);
  std::error_code ignored;
  if (why.empty() && std::filesystem::exists(path, ignored) && !is_study_file(path))
    why = "exists and is no study: --force replaces those only";
  if (!why.empty()) throw InputError(fmt::format("output '{}' {}", given, why));
  return path;
}

}  // namespace simclr_flow
