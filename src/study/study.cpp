#include "study.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

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

std::string summary_of(const Study& study) {
  const StudySetting& s = study.setting;
  const auto& ends = study.stored.ends;
  const auto stationary =
      std::ranges::count_if(ends, [](const auto& e) { return e && e->stationary; });
  const auto ended = std::ranges::count_if(ends, [](const auto& e) { return e.has_value(); });
  const std::string open =
      ended == std::ssize(ends) ? "" : fmt::format(", {} still open", std::ssize(ends) - ended);
  return fmt::format(
      "{}{} latents on {} in R^{}, {}, tau = {:g}: {} starts, {} stationary{}, {} distinct",
      s.particles(), s.study.masses ? " weighted" : "", s.experiment.manifold->name(),
      s.config.latent.dim, s.config.energy.preset, s.config.energy.temperature, std::ssize(ends),
      stationary, open, study.configurations.size());
}

std::string shown_gap(double energy, const std::optional<double>& known) {
  return known ? fmt::format("{:.3g}", energy - *known) : "-";
}

/// "1×8" for one point with all of eight latents, "2×3 1×2".
std::string multiplicities(const Configuration& c) {
  std::map<long, Index, std::greater<>> counts;
  for (const double w : c.atoms.weight) ++counts[std::lround(w)];
  std::string all;
  for (const auto& [weight, count] : counts)
    all += fmt::format("{}{}×{}", all.empty() ? "" : " ", count, weight);
  return all;
}

}  // namespace

double share_of(const StoredStudy& study, const Configuration& c) {
  const auto ended = std::ranges::count_if(study.ends, [](const auto& e) { return e.has_value(); });
  return static_cast<double>(c.starts.size()) / static_cast<double>(ended);
}

namespace {

constexpr const char* configuration_row =
    "  {:>3}  {:>21}  {:<10}  {:>5}  {:>6}  {:>7}  {:>12}  {:>9}  {:>9}  {:<10}  {}\n";

void print_configuration(const Study& study, std::size_t k) {
  const Configuration& c = study.configurations[k];
  const StudyEnd& end = *study.stored.ends[static_cast<std::size_t>(c.start)];
  const double share = 100 * share_of(study.stored, c);
  fmt::print(
      configuration_row, k, fmt::format("{:.13g}", end.energy), stationarity_name(c.kind),
      end.negative > 0 ? fmt::format("{}", end.negative) : "-", c.starts.size(),
      fmt::format("{:.1f} %", share),
      end.eigenvalues.size() > 0 ? fmt::format("{:.6g}", end.eigenvalues[0]) : "-",
      shown_gap(end.energy, study.reference.bound), shown_gap(end.energy, study.reference.best),
      study.setting.study.masses ? fmt::format("{} atoms", c.atoms.z.cols()) : multiplicities(c),
      c.name.empty() ? "-" : c.name);
}

void print_failures(const Study& study) {
  constexpr Index most = 10;
  Index failed = 0;
  for (std::size_t k = 0; k < study.stored.ends.size(); ++k) {
    const auto& end = study.stored.ends[k];
    if (!end || end->stationary || ++failed > most) continue;
    fmt::print("  start {} ({}) is not stationary: {}\n", k, end->kind, end->reason);
  }
  if (failed > most)
    fmt::print("  ... and {} more starts that are not stationary\n", failed - most);
}

}  // namespace

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

void print_study(const Study& study) {
  fmt::print("{}\n\n", summary_of(study));
  fmt::print(configuration_row, "#", "E", "kind", "index", "starts", "share", "lowest", "E-bound",
             "E-best", study.setting.study.masses ? "atoms" : "clusters", "name");
  constexpr std::size_t most = 40;
  for (std::size_t k = 0; k < std::min(most, study.configurations.size()); ++k)
    print_configuration(study, k);
  if (study.configurations.size() > most)
    fmt::print("  ... and {} more; all are in {}\n", study.configurations.size() - most,
               study.stored.path);
  fmt::print(
      "\nlowest: eigenvalue of N Hess E modulo symmetries, minus the rate of the flow's mode\n");
  if (study.reference.bound)
    fmt::print("bound   {:.13g} ({}): {}\n", *study.reference.bound, study.reference.bound_status,
               study.reference.bound_statement);
  if (study.reference.best)
    fmt::print("best    {:.13g}, the {} ({})\n", *study.reference.best, study.reference.best_name,
               study.reference.best_status);
  print_failures(study);
}

}  // namespace simclr_flow
