#include "simclr_flow/judge/check.hpp"

#include <algorithm>
#include <cmath>

#include "report_json.hpp"

namespace simclr_flow {
namespace {

bool any_differs(const std::vector<Check>& checks) {
  return std::ranges::any_of(checks, [](const Check& c) { return c.verdict == Verdict::differs; });
}

Json to_json(const Check& c) {
  return {{"id", c.id},
          {"quantity", c.quantity},
          {"theory", c.theory ? number(*c.theory) : Json(c.theory_text)},
          {"measured", c.measured ? number(*c.measured) : Json(nullptr)},
          {"difference", number(c.difference)},
          {"tolerance", number(c.tolerance)},
          {"tolerance_reason", c.tolerance_reason},
          {"verdict", verdict_name(c.verdict)},
          {"status", c.status},
          {"source", c.source},
          {"detail", c.detail}};
}

}  // namespace

std::string verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees:
      return "agrees";
    case Verdict::differs:
      return "differs";
    case Verdict::no_theory:
      break;
  }
  return "no theory";
}

bool Report::differs() const {
  return any_differs(checks) ||
         std::ranges::any_of(flows, [](const FlowReport& f) { return any_differs(f.checks); });
}

Json number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

Json checks_json(const std::vector<Check>& checks) {
  Json all = Json::array();
  for (const Check& check : checks) all.push_back(to_json(check));
  return all;
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json numbers(const std::vector<double>& values) {
  Json all = Json::array();
  for (const double value : values) all.push_back(number(value));
  return all;
}

namespace {

Json solutions_json(const std::vector<SolutionSeries>& solutions) {
  Json all = Json::array();
  for (const SolutionSeries& against : solutions) {
    Json json{{"solution", against.solution},
              {"temperature", number(against.temperature)},
              {"latents", against.latents},
              {"times", numbers(against.series.times)}};
    for (const Column& column : against.series.columns) json[column.id] = numbers(column.values);
    all.push_back(std::move(json));
  }
  return all;
}

}  // namespace

Json report_json(const Report& report) {
  Json json{
      {"schema", report.schema}, {"file", report.file}, {"checks", checks_json(report.checks)}};
  json["flows"] = Json::array();
  for (const FlowReport& flow : report.flows)
    json["flows"].push_back({{"name", flow.name},
                             {"kind", flow.kind},
                             {"description", flow.description},
                             {"status", flow.status},
                             {"reason", flow.reason},
                             {"warned", flow.warned},
                             {"looked_at", flow.looked_at},
                             {"checks", checks_json(flow.checks)},
                             {"solutions", solutions_json(flow.solutions)}});
  return json;
}

std::string to_json(const Report& report) { return dump(report_json(report)); }

}  // namespace simclr_flow
