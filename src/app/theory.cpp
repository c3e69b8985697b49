#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "energy_parts.hpp"
#include "json_document.hpp"
#include "narrow.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/overview.hpp"

namespace simclr_flow {
namespace {

/// What is counted: points are samples, whose views coincide.
std::string counted(const theory::Setting& setting) {
  if (!setting.samples) return "";
  const theory::EnergyFacts* facts = theory::facts_of(setting.preset);
  const Index views = std::max(setting.views, facts ? facts->views_of_single() : 1);
  if (views == 1) return fmt::format(", {} points", setting.samples);
  return fmt::format(", {} points: samples whose {} views coincide, {} latents", setting.samples,
                     views, views * setting.samples);
}

bool is_of_inner_products(const theory::Setting& setting) {
  const theory::EnergyFacts* facts = theory::facts_of(setting.preset);
  return facts && facts->is_of_inner_products();
}

std::string place_of(const theory::Setting& setting) {
  if (is_of_inner_products(setting)) return fmt::format("on R^{}, no kernel", setting.dim);
  if (!theory::depends_on_kernel(setting.preset))
    return fmt::format("on S^{} in R^{}, no kernel", setting.dim - 1, setting.dim);
  std::string kernel = setting.kernel;
  for (const auto& [name, value] : setting.parameters)
    kernel += fmt::format(", {} {:g}", name, value);
  return fmt::format("on S^{} in R^{}, kernel {}, temperature {:g}", setting.dim - 1, setting.dim,
                     kernel, setting.temperature);
}

/// Configurations have short names, and gaps.
std::string row_of(bool has_gap, const std::string& quantity, const std::string& value,
                   const std::string& gap, const std::string& status, const std::string& source) {
  if (!has_gap) return narrow_row({{quantity, 36}, {value, 19, true}, {status, 11}, {source, 26}});
  return narrow_row(
      {{quantity, 26}, {value, 19, true}, {gap, 8, true}, {status, 15}, {source, 22}});
}

void print(const theory::Setting& setting, const std::vector<theory::Statement>& statements) {
  fmt::print(
      "{}",
      paragraph(fmt::format("{} {}{}", setting.preset, place_of(setting), counted(setting)), 0, 2));
  if (setting.samples && setting.views > 1)
    fmt::print("(bounds are of all {} latents, whether or not their views coincide)\n",
               setting.samples * setting.views);
  std::string section;
  for (const theory::Statement& s : statements) {
    const bool has_gaps = s.section == "configurations";
    if (s.section != section)
      fmt::print("\n{}", row_of(has_gaps, s.section, "value", "gap", "status", "by"));
    section = s.section;
    fmt::print("{}", row_of(has_gaps, s.quantity, fmt::format("{:.13g}", s.value),
                            s.gap ? fmt::format("{:.2e}", *s.gap) : "", s.status, s.source));
  }
}

nlohmann::ordered_json to_json(const theory::Setting& setting,
                               const std::vector<theory::Statement>& statements) {
  nlohmann::ordered_json json{
      {"schema", "1.0"},           {"preset", setting.preset},
      {"kernel", setting.kernel},  {"parameters", nlohmann::ordered_json::object()},
      {"dim", setting.dim},        {"temperature", setting.temperature},
      {"points", setting.samples}, {"samples", setting.samples},
      {"views", setting.views},    {"statements", nlohmann::ordered_json::array()}};
  for (const auto& [name, value] : setting.parameters) json["parameters"][name] = value;
  if (!theory::depends_on_kernel(setting.preset)) json["kernel"] = json["temperature"] = nullptr;
  if (!setting.samples) json["points"] = json["samples"] = nullptr;
  for (const theory::Statement& s : statements) {
    nlohmann::ordered_json row{{"section", s.section}, {"id", s.id},     {"quantity", s.quantity},
                               {"value", s.value},     {"gap", nullptr}, {"status", s.status},
                               {"source", s.source}};
    if (s.gap) row["gap"] = *s.gap;
    json["statements"].push_back(row);
  }
  return json;
}

Index samples_of(const TheoryOptions& options) {
  if (!options.points.empty() && !options.samples.empty())
    throw InputError("--points and --samples are the same: give one of them");
  const bool points = !options.points.empty();
  const std::string& given = points ? options.points : options.samples;
  if (given.empty()) return 0;
  return count_argument(points ? "--points" : "--samples", given, 2, theory::Setting::most_latents,
                        "; without it the table is of laws, and configurations of every size");
}

/// Why a key is none of the kernel's own, `allowed`.
std::string why_not_set(const std::string& kernel, const std::string& key,
                        const std::vector<std::string>& allowed) {
  constexpr std::string_view table = "energy.";
  if (key.starts_with(table))
    if (const auto why = lack_of_parameter(kernel, key.substr(table.size())); !why.empty())
      return why;
  return allowed.empty() ? fmt::format("kernel '{}' has no parameter", kernel)
                         : fmt::format("allowed is {}", fmt::join(allowed, ", "));
}

/// The parameters of the kernel: those given, of others what they are by themselves. The reader of
/// configurations refuses what they may not be.
Parameters parameters_of(const TheoryOptions& options) {
  std::vector<std::string> names;
  for (const KernelEntry& kernel : kernels()) names.push_back(kernel.name);
  require_known("--kernel", names, options.kernel);
  const KernelEntry& kernel = entry(kernels(), options.kernel);
  if (!kernel.lists.empty())
    throw InputError(fmt::format(
        "--kernel {}: nothing is known of a kernel by samples or an expression; allowed: "
        "the others of simclr-flow list",
        options.kernel));
  std::vector<std::string> overrides{"energy.kernel=" + options.kernel}, allowed;
  for (const Parameter& parameter : kernel.parameters)
    allowed.push_back("energy." + parameter.name);
  for (const std::string& option : options.overrides) {
    if (const std::string key = option.substr(0, option.find('='));
        !std::ranges::count(allowed, key))
      throw InputError(
          fmt::format("--set {}: {}", shown(option), why_not_set(options.kernel, key, allowed)));
    overrides.push_back(option);
  }
  return parse_config({"--set",
                       "[data]\nkind = \"discs\"\n[latent]\nmanifold = \"circle\"\n[energy]\n"
                       "preset = \"linear\"\n[study]\n",
                       overrides},
                      vocabulary())
      .energy.parameters;
}

/// Tables are of one energy.
void require_no_sum(const std::string& preset) {
  if (vocabulary().has_terms(preset))
    throw InputError(fmt::format(
        "--energy {}: tables are of one energy, so ask for each term by itself; `energy --preset "
        "{}` and `compare` tell the least value that is known of a sum",
        preset, preset));
}

theory::Setting setting_of(const TheoryOptions& options) {
  require_no_sum(options.preset);
  const std::vector<double> temperatures = numbers_argument("--temperature", options.temperature);
  if (temperatures.size() != 1)
    throw InputError(
        fmt::format("--temperature '{}': a table has one temperature", shown(options.temperature)));
  return {count_argument("--latent-dim", options.dim, 2, 10'000,
                         ", the dimension of the ambient space"),
          temperatures.front(),
          options.preset,
          samples_of(options),
          options.views.empty() ? 1 : count_argument("--views", options.views, 1, 1'000'000),
          options.kernel,
          parameters_of(options)};
}

/// No number leaves that is none.
void require_numbers(const std::vector<theory::Statement>& statements) {
  for (const theory::Statement& s : statements)
    if (!std::isfinite(s.value) || (s.gap && !std::isfinite(*s.gap)))
      throw std::runtime_error(
          fmt::format("{} ({}) is beyond the range of numbers here", s.quantity, s.id));
}

}  // namespace

int theory_command(const TheoryOptions& options) {
  const theory::Setting setting = setting_of(options);
  const std::vector<theory::Statement> statements = theory::overview(setting);
  require_numbers(statements);
  if (options.json)
    fmt::print("{}",
               with_head("theory", to_json(setting, statements).dump(), options.command_line));
  else
    print(setting, statements);
  return exit_code::done;
}

}  // namespace simclr_flow
