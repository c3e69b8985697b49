#include "simclr_flow/io/study_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "dataset_facts.hpp"
#include "new_file.hpp"
#include "output_path.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "study_columns.hpp"
#include "temporary_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;
using namespace study_columns;

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
  for (const auto& [name, text] : study.texts) write_text(file, setting_path(name), text);
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
  describe_datasets(file);
}

}  // namespace

double StoredStudy::bytes() const {
  const double row = static_cast<double>(particles * (ambient_dim + 1) + eigenvalues) + 40;
  return 1e5 + 8 * row * static_cast<double>(ends.size());
}

void write_study(const std::string& path, const StoredStudy& study) {
  try {
    replace_file(path, true, [&study](const std::string& temporary) {
      with_new_hdf5_file(temporary, [&study](hid_t file) { write_contents(file, study); });
    });
  } catch (const InputError& error) {  // its folder went away, or something came in its place
    throw StorageError(error.what());
  }
}

std::string check_study_output(const std::string& given, bool force) {
  const std::string path = resolved_output(given);
  std::string why = obstacle_at(path, force);
  std::error_code ignored;
  if (why.empty() && std::filesystem::exists(path, ignored) && !is_study_file(path))
    why = "exists and is no study: --force replaces those only";
  if (!why.empty()) throw InputError(fmt::format("output '{}' {}", shown_name(given), why));
  try {
    const TemporaryFile probe(path);
  } catch (const StorageError& refusal) {
    throw StorageError(fmt::format("output '{}': {}", shown_name(given), refusal.what()));
  }
  return path;
}

}  // namespace simclr_flow
