#include "resumption.hpp"

#include <fmt/format.h>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow::record {
namespace {

/// The configuration without what a resume may change.
std::string fixed_part(RunConfig config, const Vocabulary& names) {
  config.stop = {};
  for (FlowConfig& flow : config.flows) flow.stop = {};
  config.output.checkpoint = 0;
  return resolved_toml(config, names);
}

void require_resumable(const RunConfig& stored, const RunConfig& wanted, const Vocabulary& names,
                       const std::string& file) {
  if (fixed_part(stored, names) != fixed_part(wanted, names))
    throw InputError(
        fmt::format("{}: resume may change stop and output.checkpoint only: anything "
                    "else would be another run",
                    file));
  for (std::size_t f = 0; f < wanted.flows.size(); ++f)
    if (wanted.flows[f].stop.time < stored.flows[f].stop.time)
      throw InputError(fmt::format(
          "{}: stop.time = {:g} of flow '{}' is before the {:g} that the "
          "run was given: an end may only move to later times",
          file, wanted.flows[f].stop.time, wanted.flows[f].name, stored.flows[f].stop.time));
  const auto by_count = [](const auto& c) {
    return c.spacing == decltype(c.spacing)::linear && c.interval == 0;
  };
  const OutputConfig& out = wanted.output;
  const bool counted = by_count(out.frames) || by_count(out.observables) || by_count(out.kernel) ||
                       by_count(out.weights) || by_count(out.pairs);
  for (std::size_t f = 0; counted && f < wanted.flows.size(); ++f)
    if (wanted.flows[f].stop.time != stored.flows[f].stop.time)
      throw InputError(
          fmt::format("{}: rows spaced by `count` divide the time to the end, which "
                      "cannot change then; space them by `interval`",
                      file));
}

/// Whether the stopping rules of each flow differ.
std::vector<bool> changed_ends(const RunConfig& a, const RunConfig& b, const Vocabulary& names) {
  std::vector<bool> changed;
  for (std::size_t f = 0; f < a.flows.size(); ++f) {
    RunConfig with_a = a, with_b = a;
    with_b.flows[f].stop = b.flows[f].stop;
    with_b.flows[f].stop.wall_time = a.flows[f].stop.wall_time;  // ends nothing that is done
    changed.push_back(resolved_toml(with_a, names) != resolved_toml(with_b, names));
  }
  return changed;
}

/// What files gave to the run, as its trajectory keeps it.
Given stored_given(const StoredSetting& stored, const RunConfig& config) {
  const std::string& source = stored.text("data_source");
  const Index height = stored.height, width = stored.width;
  Given given{.data = {{stored.data, stored.labels, source, height, width, stored.class_names},
                       {stored.test_data, stored.test_labels, source, height, width}},
              .start = stored.start,
              .test_start = stored.test_start,
              .positive_weights = stored.positive_weights};
  if (config.data.kind == "none") given.data.training.points = Points(0, config.data.count);
  for (const FlowConfig& flow : config.flows) {
    const auto weights = stored.weights.find(flow.name);
    const bool drawn = flow.weights.empty() || weights == stored.weights.end();
    given.weights.push_back(drawn ? State{} : weights->second);
  }
  return given;
}

}  // namespace

Resumption resumption_of(const std::string& file, const std::vector<std::string>& overrides) {
  const Vocabulary names = vocabulary();
  const StoredSetting stored = read_setting(file);
  const std::string inside = file + ":/parameters";
  std::vector<std::string> all = overrides_of_text(stored.text("overrides"));
  const std::string& resolved = stored.text("resolved");
  all.insert(all.end(), overrides.begin(), overrides.end());
  RunConfig config =
      parse_stored_config({inside + "/config", stored.text("config"), all}, resolved, names);
  const RunConfig before =
      parse_stored_config({inside + "/resolved", resolved, {}}, resolved, names);
  if (!tells_forms(before, resolved))  // from now on it does
    for (std::size_t k = 0; k < before.flows.size(); ++k)
      if (before.flows[k].kind == "network")
        all.push_back(fmt::format("flow.{}.form=normalised", k));
  require_resumable(before, config, names, file);
  std::vector<bool> changed = changed_ends(before, config, names);
  auto texts = stored.texts;
  texts["resolved"] = resolved_toml(config, names);
  texts["overrides"] = text_of_overrides(all);
  Experiment experiment = build_experiment(config, stored_given(stored, config));
  return {set_up(file, std::move(config), std::move(experiment), {texts.begin(), texts.end()}),
          std::move(changed)};
}

}  // namespace simclr_flow::record
