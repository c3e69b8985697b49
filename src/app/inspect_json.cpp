#include "inspect_json.hpp"

#include <toml++/toml.h>

#include <sstream>

#include "examples.hpp"
#include "json_document.hpp"
#include "planned_frames.hpp"
#include "run_options.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/judge/check_list.hpp"
#include "simclr_flow/network/activation.hpp"

namespace simclr_flow {
namespace {

using Json = nlohmann::ordered_json;

/// A configuration as its tables and values.
Json json_of_toml(const std::string& text) {
  std::ostringstream out;
  out << toml::json_formatter{toml::parse(text)};
  return Json::parse(out.str());
}

Json checked_flow(const Checked& checked, std::size_t f) {
  const FlowLayout& flow = checked.layout.flows[f];
  return {{"name", flow.name},
          {"description", flow.description},
          {"unknowns", checked.setup.experiment.courses[f].flow->initial_state().size()},
          {"frames", flow.rows(track_name::frames)}};
}

Json checked_study(const Checked& checked) {
  if (!checked.study) return nullptr;
  return {{"starts", checked.study->starts},
          {"latents", checked.study->latents},
          {"output", checked.study->output}};
}

/// How the flow ended and what is stored of it.
Json flow_of_run(const StoredFlow& flow, const std::map<std::string, Index>& planned) {
  const auto frames = planned.find(flow.name);
  Json json{
      {"name", flow.name},
      {"kind", flow.kind},
      {"description", flow.description},
      {"status", flow.status},
      {"reason", flow.reason},
      {"latents", flow.particles},
      {"dim", flow.ambient_dim},
      {"frames", flow.positions.size()},
      {"frames_planned", frames == planned.end() ? Json(nullptr) : Json(frames->second)},
      {"time", flow.frames.time.empty() ? Json(nullptr) : finite_or_null(flow.frames.time.back())},
      {"weights", flow.weights},
      {"weights_rows", flow.weights_clock.time.size()},
      {"neurons", flow.neurons ? flow.neurons->count : 0},
      {"restarts", flow.restarts},
      {"warnings", Json::array()}};
  for (const auto& [kind, warning] : flow.warnings)
    if (warning.count > 0)
      json["warnings"].push_back(
          {{"kind", kind}, {"count", warning.count}, {"worst", finite_or_null(warning.worst)}});
  return json;
}

template <class Table>
Json entries(const Table& table) {
  Json all = Json::array();
  for (const auto& item : table) all.push_back({{"name", item.name}, {"summary", item.summary}});
  return all;
}

Json kernel_entries() {
  Json all = Json::array();
  for (const KernelEntry& kernel : kernels()) {
    Json json{{"name", kernel.name}, {"summary", kernel.summary}, {"parameters", Json::array()}};
    for (const Parameter& p : kernel.parameters)
      json["parameters"].push_back(
          {{"name", p.name}, {"meaning", p.meaning}, {"default", finite_or_null(p.standard)}});
    for (const ListParameter& list : kernel.lists)
      json["parameters"].push_back(
          {{"name", list.name}, {"meaning", list.meaning}, {"default", nullptr}});
    all.push_back(json);
  }
  return all;
}

Json method_entries() {
  Json all = Json::array();
  for (const Method& method : methods())
    all.push_back({{"name", method.name},
                   {"summary", method.summary},
                   {"adaptive", method.adaptive},
                   {"resumes_bit_for_bit", method.one_step}});
  return all;
}

Json activation_entries() {
  Json all = Json::array();
  for (const Activation& activation : activations())
    all.push_back({{"name", activation.name}, {"smooth", activation.smooth}});
  return all;
}

}  // namespace

Json check_document(const Checked& checked, const RunOptions& options) {
  const Experiment& e = checked.setup.experiment;
  Json json = new_document("check", options.command_line);
  json.update({{"file", options.config},
               {"configuration", json_of_toml(checked.setup.text("resolved"))},
               {"data_points", e.data.count()},
               {"test_points", e.test.count()},
               {"classes", e.data.classes()},
               {"latents", e.particles()},
               {"dim", e.manifold->ambient_dim()},
               {"told", e.told},
               {"hints", e.hints},
               {"warnings", checked.warnings},
               {"flows", Json::array()},
               {"seeds", checked.setup.config.seeds},
               {"study", checked_study(checked)}});
  for (std::size_t f = 0; f < checked.layout.flows.size(); ++f)
    json["flows"].push_back(checked_flow(checked, f));
  const bool runs = !checked.setup.config.flows.empty();
  json["output"] = runs ? Json(checked.output) : Json(nullptr);
  json["bytes"] = runs ? finite_or_null(checked.layout.bytes()) : Json(nullptr);
  return json;
}

Json run_document(const StoredRun& run, const InfoOptions& options) {
  Json json = new_document("run", options.command_line);
  json.update({{"file", options.file},
               {"title", run.text("title")},
               {"created", run.text("created")},
               {"made_by_commit", run.text("commit")},
               {"made_by_command", run.text("argv")},
               {"resumed", run.resumed},
               {"seed", run.seed},
               {"data",
                {{"points", run.data.cols()},
                 {"dim", run.data.rows()},
                 {"source", run.text("data_source")}}},
               {"test_points", run.test_data.cols()},
               {"minimum", nullptr},
               {"flows", Json::array()}});
  if (run.minimum)
    json["minimum"] = {{"energy", run.minimum->energy},
                       {"status", run.minimum->status},
                       {"statement", run.minimum->statement}};
  const std::map<std::string, Index> planned = planned_frames(run);
  for (const StoredFlow& flow : run.flows) json["flows"].push_back(flow_of_run(flow, planned));
  return json;
}

Json list_document(const std::string& command_line) {
  Json json = new_document("list", command_line);
  json["energies"] = entries(energies());
  json["kernels"] = kernel_entries();
  json["manifolds"] = entries(manifolds());
  json["data"] = entries(datasets());
  json["transforms"] = entries(transforms());
  json["initial"] = entries(initials());
  json["flows"] = entries(flows());
  json["methods"] = method_entries();
  json["activations"] = activation_entries();
  json["checks"] = entries(listed_checks());
  json["formats"] = entries(export_formats());
  json["examples"] = Json::array();
  for (const Example& example : examples) json["examples"].push_back(example.name);
  return json;
}

}  // namespace simclr_flow
