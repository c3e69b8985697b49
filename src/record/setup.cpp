#include "simclr_flow/record/setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/run_paths.hpp"
#include "simclr_flow/record/provenance.hpp"
#include "simclr_flow/theory/sum_minimum.hpp"

namespace simclr_flow::record {

namespace fs = std::filesystem;

Source source_of_file(const std::string& path, std::vector<std::string> overrides) {
  return {.config = {path, read_text_file(path), std::move(overrides)},
          .folder = config_folder(path)};
}

Source source_of(const RunConfig& config, const std::string& folder) {
  return {.config = {"configuration", resolved_toml(config, vocabulary()), {}}, .folder = folder};
}

std::string config_folder(const std::string& path) {
  std::error_code ignored;
  const bool is_pipe = fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
  return (is_pipe ? fs::current_path() : fs::absolute(path).parent_path()).string();
}

const std::string& Setup::text(const std::string& name) const {
  const auto found = std::ranges::find(texts, name, &Texts::value_type::first);
  if (found == texts.end())
    throw InputError(fmt::format("file '{}' has no dataset 'parameters/{}'", file, name));
  return found->second;
}

Setup set_up(const Source& source) {
  const std::string& file = source.config.file;
  RunConfig config = parse_config(source.config, vocabulary());
  try {
    Experiment experiment = build_experiment(config, source.folder);
    Texts texts = setting_texts(source, config, experiment.data.source);
    texts.emplace_back(setting_name::sums, experiment.sums);
    return set_up(file, std::move(config), std::move(experiment), std::move(texts));
  } catch (const InputError& error) {
    throw InputError(with_file_named(file, error.what()));
  }
}

Setup set_up(std::string file, RunConfig config, Experiment experiment, Texts texts) {
  config.latent.traits = vocabulary().manifold(config.latent.manifold);
  std::optional<theory::Minimum> minimum;  // known where the views of a sample are its positives
  if (config.positives.are_views())
    minimum =
        theory::proven_minimum(theory::weighted_settings(terms_of(config.energy), config.latent.dim,
                                                         0, config.views.count),
                               config.latent.manifold);
  return {.file = std::move(file),
          .config = std::move(config),
          .experiment = std::move(experiment),
          .minimum = std::move(minimum),
          .texts = std::move(texts)};
}

Texts setting_texts(const Source& source, const RunConfig& config, const std::string& data_source) {
  return {{"config", source.config.text},
          {"resolved", resolved_toml(config, vocabulary())},
          {"overrides", text_of_overrides(source.config.overrides)},
          {"argv", source.command_line},
          {"title", config.title},
          {setting_name::author, config.author.empty() ? user_name() : config.author},
          {"versions", library_versions()},
          {"commit", program_commit()},
          {"created", time_now()},
          {"data_source", data_source}};
}

std::string with_file_named(const std::string& file, const std::string& what) {
  return what.starts_with(file) ? what : fmt::format("{}: {}", file, what);
}

}  // namespace simclr_flow::record
