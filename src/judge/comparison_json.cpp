#include "report_json.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/judge/flow_pairs.hpp"

namespace simclr_flow {
namespace {

Json flow_json(const NamedFlow& named) { return {{"file", named.file}, {"flow", named.flow}}; }

Json pair_json(const FlowPair& pair) {
  const bool left_out = !pair.left_out.empty();
  Json json{{"a", flow_json(pair.a)},
            {"b", flow_json(pair.b)},
            {"left_out", left_out ? Json(pair.left_out) : Json(nullptr)},
            {"temperature", left_out ? Json(nullptr) : number(pair.temperature)},
            {"w2_method", left_out ? Json(nullptr) : Json(pair.w2_method)},
            {"times", numbers(pair.series.times)}};
  for (const Column& column : pair.series.columns) json[column.id] = numbers(column.values);
  json["checks"] = checks_json(pair.checks);
  return json;
}

Json pairs_json(const std::vector<FlowPair>& pairs) {
  Json all = Json::array();
  for (const FlowPair& pair : pairs) all.push_back(pair_json(pair));
  return all;
}

}  // namespace

std::string to_json(const Comparison& comparison) {
  Json json;
  if (comparison.reports.size() == 1) {
    json = report_json(comparison.reports.front());
  } else {
    json = {{"schema", schema_version}, {"runs", Json::array()}};
    for (const Report& report : comparison.reports) json["runs"].push_back(report_json(report));
  }
  json["between"] = pairs_json(comparison.between);
  return dump(json);
}

}  // namespace simclr_flow
