#include "simclr_flow/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

StoredConfiguration stored(const Configuration& c) {
  const InnerProductSpectrum spectrum = inner_product_spectrum(c.atoms.z, congruent);
  return {.start = c.start,
          .starts = c.starts,
          .kind = std::string(stationarity_name(c.kind)),
          .name = c.name,
          .product = spectrum.value,
          .pairs = spectrum.pairs,
          .weights = {c.atoms.weight.begin(), c.atoms.weight.end()}};
}

/// A resume may find further starts; all else would be another study.
void require_same_study(RunConfig before, RunConfig after, const Vocabulary& names,
                        const std::string& file) {
  const Index starts = before.study.value_or(StudyConfig{}).starts;
  const Index wanted = after.study.value_or(StudyConfig{}).starts;
  if (wanted < starts)
    throw InputError(fmt::format("{}: study.starts = {} is below the {} that the file has", file,
                                 wanted, starts));
  for (RunConfig* config : {&before, &after}) {
    config->study = config->study.value_or(StudyConfig{});
    config->study->starts = 1;
    config->stop.wall_time = 0;
  }
  if (resolved_toml(before, names) != resolved_toml(after, names))
    throw InputError(fmt::format(
        "{}: resume may raise study.starts and change stop.wall_time only: anything else would be "
        "another study",
        file));
}

/// What a file holds is of the study that its configuration describes.
void require_shapes(const StoredStudy& stored, const RunConfig& config) {
  const StudyConfig study = config.study.value_or(StudyConfig{});
  const auto require = [&](bool fits, const char* column, const std::string& why) {
    if (!fits)
      throw InputError(fmt::format("file '{}': 'starts/{}' is not that of its configuration: {}",
                                   stored.path, column, why));
  };
  const auto starts = std::ssize(stored.ends);
  require(starts == study.starts, "state", fmt::format("{} starts of {}", starts, study.starts));
  require(stored.particles % config.views.count == 0, "position",
          fmt::format("{} latents are not {} views each", stored.particles, config.views.count));
  require(config.data.kind != "none" || stored.particles == config.data.count * config.views.count,
          "position", fmt::format("{} latents", stored.particles));
  const Index d = build_manifold(config.latent)->ambient_dim();
  require(stored.ambient_dim == d, "position",
          fmt::format("latents in R^{}, not R^{}", stored.ambient_dim, d));
  require(stored.eigenvalues == study.eigenvalues, "eigenvalues",
          fmt::format("{} columns, not {}", stored.eigenvalues, study.eigenvalues));
  require(stored.masses == study.masses, "mass",
          study.masses ? "it is missing" : "masses do not flow");
}

/// Latents that a search left are on their manifold to rounding.
void require_on_manifold(const Study& study) {
  constexpr double rounding = 1e-12;
  for (std::size_t k = 0; k < study.stored.ends.size(); ++k) {
    const auto& end = study.stored.ends[k];
    if (end && !(study.setting.experiment.manifold->distance_from(end->latents) <= rounding))
      throw InputError(fmt::format("file '{}': start {}: 'starts/position' is not on the {}",
                                   study.stored.path, k,
                                   study.setting.experiment.manifold->name()));
  }
}

}  // namespace

double share_of(const StoredStudy& study, const Configuration& c) {
  const auto ended = std::ranges::count_if(study.ends, [](const auto& e) { return e.has_value(); });
  return static_cast<double>(c.starts.size()) / static_cast<double>(ended);
}

void Study::judge() {
  configurations = distinct_configurations(setting, stored.ends);
  reference = study_reference(setting);
  stored.configurations.clear();
  for (const Configuration& c : configurations)
    stored.configurations.push_back(simclr_flow::stored(c));
  stored.theory.clear();
  if (reference.bound)
    stored.theory["bound"] = {*reference.bound,
                              reference.bound_status + ": " + reference.bound_statement};
  if (reference.best)
    stored.theory["reference"] = {*reference.best,
                                  reference.best_name + ": " + reference.best_status};
}

Study stored_study(const std::string& file, const std::vector<std::string>& overrides) {
  const Vocabulary names = vocabulary();
  StoredStudy stored = read_study(file);
  const std::string inside = file + ":/parameters";
  std::vector<std::string> all = overrides_of_text(stored.text("overrides"));
  all.insert(all.end(), overrides.begin(), overrides.end());
  const RunConfig config = parse_config({inside + "/config", stored.text("config"), all}, names);
  const RunConfig before = parse_config({inside + "/resolved", stored.text("resolved"), {}}, names);
  require_same_study(before, config, names, file);
  require_shapes(stored, before);
  Study study{study_setting(config, {stored.particles / config.views.count, stored.start,
                                     stored.text("data_source")}),
              std::move(stored),
              {},
              {}};
  require_on_manifold(study);
  study.stored.ends.resize(static_cast<std::size_t>(study.setting.study.starts));
  study.stored.texts["overrides"] = text_of_overrides(all);
  study.stored.texts["resolved"] = resolved_toml(config, names);
  study.judge();
  return study;
}

}  // namespace simclr_flow
