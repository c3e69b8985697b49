#include "report_json.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/judge/ensemble.hpp"

namespace simclr_flow {
namespace {

Json maybe(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json spread_json(const Spread& spread) {
  const Statistics& s = spread.statistics;
  return {{"flow", spread.flow},
          {"id", spread.id},
          {"quantity", spread.quantity},
          {"theory", spread.theory},
          {"scale", spread.logarithmic ? "logarithmic" : "linear"},
          {"count", s.count},
          {"of", spread.of},
          {"mean", maybe(s.mean)},
          {"deviation", maybe(s.deviation)},
          {"minimum", maybe(s.minimum)},
          {"maximum", maybe(s.maximum)},
          {"agrees", spread.agrees},
          {"differs", spread.differs},
          {"verdict", spread.verdict ? Json(verdict_name(*spread.verdict)) : Json(nullptr)},
          {"inside", spread.inside ? Json(*spread.inside) : Json(nullptr)}};
}

}  // namespace

std::string to_json(const Ensemble& ensemble) {
  Json json{{"schema", schema_version}, {"folder", ensemble.folder}};
  json["runs"] = json["ensemble"] = Json::array();
  for (const Member& member : ensemble.members) json["runs"].push_back(report_json(member.report));
  for (const Spread& spread : ensemble.spreads) json["ensemble"].push_back(spread_json(spread));
  return dump(json);
}

}  // namespace simclr_flow
