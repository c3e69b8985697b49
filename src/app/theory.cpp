#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/theory/overview.hpp"

namespace simclr_flow {
namespace {

void print(const theory::Setting& setting, const std::vector<theory::Statement>& statements) {
  fmt::print("{} on S^{} in R^{}, gauss kernel, temperature {:g}{}\n", setting.preset,
             setting.dim - 1, setting.dim, setting.temperature,
             setting.points ? fmt::format(", {} points", setting.points) : "");
  std::string section;
  for (const theory::Statement& s : statements) {
    if (s.section != section)
      fmt::print("\n{:<52} {:>21}  {:>9}  {:<22}  {}\n", s.section, "value",
                 s.section == "configurations" ? "gap" : "", "status", "by");
    section = s.section;
    fmt::print("  {:<50} {:>21.13g}  {:>9}  {:<22}  {}\n", s.quantity, s.value,
               s.gap ? fmt::format("{:.2e}", *s.gap) : "", s.status, s.source);
  }
}

nlohmann::ordered_json to_json(const theory::Setting& setting,
                               const std::vector<theory::Statement>& statements) {
  nlohmann::ordered_json json{{"schema", "1.0"},
                              {"preset", setting.preset},
                              {"kernel", "gauss"},
                              {"dim", setting.dim},
                              {"temperature", setting.temperature},
                              {"points", setting.points},
                              {"statements", nlohmann::ordered_json::array()}};
  if (!setting.points) json["points"] = nullptr;
  for (const theory::Statement& s : statements) {
    nlohmann::ordered_json row{{"section", s.section}, {"id", s.id},     {"quantity", s.quantity},
                               {"value", s.value},     {"gap", nullptr}, {"status", s.status},
                               {"source", s.source}};
    if (s.gap) row["gap"] = *s.gap;
    json["statements"].push_back(row);
  }
  return json;
}

}  // namespace

int theory_command(const TheoryOptions& options) {
  const theory::Setting setting{options.dim, options.temperature, options.preset, options.points};
  const std::vector<theory::Statement> statements = theory::overview(setting);
  if (options.json)
    fmt::print("{}\n", to_json(setting, statements).dump(2));
  else
    print(setting, statements);
  return exit_code::done;
}

}  // namespace simclr_flow
