// What `energy` prints.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "energy_request.hpp"
#include "narrow.hpp"

namespace simclr_flow {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// What became of the rows of the file.
std::string rows_of(const EnergyCase& c) {
  const ManifoldFacts& facts = c.latent.traits.facts;
  if (c.of_points) return "points";
  return facts.directions ? "normalised" : facts.angles ? "angles" : "as given";
}

std::string explained_rows(const EnergyCase& c) {
  const ManifoldFacts& facts = c.latent.traits.facts;
  if (facts.directions)
    return fmt::format("normalised{}; --manifold euclidean takes them as given",
                       c.of_directions ? ", as this loss is used" : "");
  if (c.of_points) return fmt::format("points of the {}, taken by their angles", c.latent.manifold);
  if (facts.compact) return rows_of(c);
  return "as given; --manifold sphere normalises them";
}

std::string sizes_of(const EnergyRequest& request) {
  if (request.views == 1) return fmt::format("{} latents, 1 view each", request.points.cols());
  return fmt::format("{} latents, {} views each ({} samples, {})", request.points.cols(),
                     request.views, request.samples(), name_of(request.order));
}

bool stands_for_two_views(const std::string& preset) {
  const theory::EnergyFacts* facts = theory::facts_of(preset);
  return facts && facts->views_of_single() == 2;
}

/// What a value of single views is, where no views were asked for.
std::string single_views(const EnergyCase& c) {
  const std::string& preset = c.energy.preset;
  if (counts_all_pairs(preset)) return "";
  return fmt::format(
      "views    1: the value of {} at samples whose {}views coincide; --views 2: rows are pairs\n",
      preset, stands_for_two_views(preset) ? "two " : "");
}

std::string bound_text(const EnergyRequest& request, const EnergyCase& c,
                       const EnergyResult& result) {
  const std::string known_on =
      "bounds are known on the circle and spheres, and of simclr in boxes, for the gauss kernel "
      "and "
      "temperatures in [1e-4, 1e4]";
  if (request.positives)
    return fmt::format("bound    none: bounds are of views as positives, not of {}\n",
                       name_of_choice(request.positives_config.kind));
  if (!result.bound) {
    if (!result.lack.empty()) return fmt::format("bound    none: {}\n", result.lack);
    if (!theory::facts_of(c.energy.preset)) return "";
    return fmt::format("bound    none: {}\n", known_on);
  }
  const theory::LowerBound& b = *result.bound;
  return fmt::format(
      "bound    {:.13g}   ({}, of {} samples of {} view{}: {}; {})\nE-bound  {:.6g}\n", b.value,
      b.status, request.samples(), request.views, request.views == 1 ? "" : "s", b.statement,
      b.source, result.energy - b.value);
}

std::string uniformities(const EnergyRequest& request, const ViewMeasures& m) {
  if (request.views == 1) return "";
  return fmt::format(
      "of all pairs, positive ones too      {:.15g}   (uniformity)\n"
      "of each view by itself, their mean   {:.15g}   (uniformity-per-view, as Wang & Isola)\n",
      m.uniformity, m.uniformity_per_view);
}

std::string number_or_dash(const std::optional<double>& value, int digits) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}g}", *value, digits) : "-";
}

std::optional<double> value_of(const EnergyResult& result, double value) {
  return result.failure.empty() ? std::optional(value) : std::nullopt;
}

std::optional<double> gap_of(const EnergyResult& result) {
  if (!result.bound || !result.failure.empty()) return std::nullopt;
  return result.energy - result.bound->value;
}

/// With the values of its parameters.
std::string kernel_text(const EnergyConfig& energy) {
  std::string values;
  for (const auto& [parameter, value] : energy.parameters)
    values += fmt::format("{}{} {:g}", values.empty() ? "" : ", ", parameter, value);
  for (const auto& [parameter, list] : energy.parameters.lists)
    values += fmt::format("{}{} of {}", values.empty() ? "" : ", ", parameter, list.size());
  for (const auto& [parameter, text] : energy.parameters.texts)
    values += fmt::format("{}{} {}", values.empty() ? "" : ", ", parameter, text);
  return values.empty() ? energy.kernel : fmt::format("{} ({})", energy.kernel, values);
}

/// "nt-xent, gauss kernel, temperature 0.5", "sum of 2 terms".
std::string energy_in_words(const EnergyConfig& energy) {
  if (!energy.terms.empty())
    return fmt::format("{} of {} term{}", energy.preset, energy.terms.size(),
                       energy.terms.size() == 1 ? "" : "s");
  return fmt::format("{}, {} kernel, temperature {:g}", energy.preset, kernel_text(energy),
                     energy.temperature);
}

OrderedJson json_of(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson bound_json(const EnergyResult& result) {
  if (!result.bound) return nullptr;
  const theory::LowerBound& b = *result.bound;
  return {{"value", json_of(b.value)}, {"gap", json_of(gap_of(result))},
          {"attained", b.attained},    {"statement", b.statement},
          {"status", b.status},        {"source", b.source}};
}

void add_minimum(const EnergyResult& result, OrderedJson& json) {
  if (result.minimum)
    json["minimum"] = {
        {"energy", result.minimum->value},
        {"energy_gap", json_of(value_of(result, result.energy - result.minimum->value))},
        {"statement", result.minimum->statement},
        {"status", result.minimum->status}};
  json["bound"] = bound_json(result);
}

void add_measures(const ViewMeasures& m, OrderedJson& json) {
  json["alignment"] = json_of(m.alignment);
  json["uniformity"] = json_of(m.uniformity);
  json["uniformity_per_view"] = json_of(m.uniformity_per_view);
}

void add_energy(const EnergyConfig& energy, OrderedJson& json) {
  json["preset"] = energy.preset;
  json["kernel"] = energy.kernel;
  for (const auto& [name, value] : energy.parameters) json["kernel_parameters"][name] = value;
  for (const auto& [name, list] : energy.parameters.lists) json["kernel_parameters"][name] = list;
  for (const auto& [name, text] : energy.parameters.texts) json["kernel_parameters"][name] = text;
  json["temperature"] = energy.temperature;
}

/// Of one case, as the whole answer or a row of it.
void add_case(const EnergyCase& c, const EnergyResult& result, OrderedJson& json) {
  json["dim"] = c.latent.dim;
  json["manifold"] = c.latent.manifold;
  json["rows"] = rows_of(c);
  add_energy(c.energy, json);
  for (const auto& [weight, energy] : c.energy.terms) {
    OrderedJson term{{"weight", weight}};
    add_energy(energy, term);
    json["terms"].push_back(term);
  }
  json["energy"] = json_of(value_of(result, result.energy));
  json["gradient_norm"] = json_of(value_of(result, result.gradient_norm));
  add_minimum(result, json);
}

}  // namespace

std::string energy_text(const EnergyRequest& request, const EnergyResult& result,
                        const ViewMeasures& measures) {
  const EnergyCase& c = request.cases.front();
  std::string text = fmt::format("{}: {}, {} in R^{}\n", request.source, sizes_of(request),
                                 c.latent.manifold, c.latent.dim);
  text += fmt::format("rows     {}\n", explained_rows(c));
  if (request.positives)
    text += fmt::format("positive {}\n", request.told_positives);
  else if (!request.views_given)
    text += single_views(c);
  text += fmt::format("E        {:.15g}   ({})\n", result.energy, energy_in_words(c.energy));
  for (const auto& [weight, energy] : c.energy.terms)
    text += fmt::format("term     {:g} times {}\n", weight, energy_in_words(energy));
  text += fmt::format("|grad E| {:.6g}\n", result.gradient_norm);
  if (result.minimum)
    text += fmt::format("E - E_0  {:.6g}   (E_0 = {:.13g}, {}: {})\n",
                        result.energy - result.minimum->value, result.minimum->value,
                        result.minimum->status, result.minimum->statement);
  text += bound_text(request, c, result);
  if (counts_all_pairs(c.energy.preset)) text += uniformities(request, measures);
  return text;
}

namespace {

std::string energy_row(const std::string& name, const std::string& temperature,
                       const std::string& manifold, const std::string& energy,
                       const std::string& gradient, const std::string& bound,
                       const std::string& gap) {
  return narrow_row({{name, 19},
                     {temperature, 7, true},
                     {manifold, 9},
                     {energy, 16, true},
                     {gradient, 9, true},
                     {bound, 16, true},
                     {gap, 10, true}});
}

std::string energy_row(const EnergyCase& c, const EnergyResult& r) {
  return energy_row(c.energy.preset, fmt::format("{:g}", c.energy.temperature), c.latent.manifold,
                    number_or_dash(value_of(r, r.energy), 10),
                    number_or_dash(value_of(r, r.gradient_norm), 4),
                    number_or_dash(r.bound ? std::optional(r.bound->value) : std::nullopt, 10),
                    number_or_dash(gap_of(r), 4));
}

std::string measures_row(const std::string& temperature, const std::string& manifold,
                         const std::string& alignment, const std::string& uniformity,
                         const std::string& per_view) {
  return narrow_row({{temperature, 13},
                     {manifold, 9},
                     {alignment, 16, true},
                     {uniformity, 16, true},
                     {per_view, 16, true}});
}

/// They are of latents, a temperature and a manifold, whatever the energy: each once.
std::string measures_table(const EnergyRequest& request,
                           const std::vector<ViewMeasures>& measures) {
  std::string text =
      "\n" + measures_row("measures, tau", "on", "alignment", "uniformity", "per view");
  std::set<std::pair<double, std::string>> told;
  for (std::size_t k = 0; k < measures.size(); ++k) {
    const EnergyCase& c = request.cases[k];
    const ViewMeasures& m = measures[k];
    if (told.emplace(c.energy.temperature, c.latent.manifold).second)
      text += measures_row(fmt::format("{:g}", c.energy.temperature), c.latent.manifold,
                           number_or_dash(m.alignment, 10), number_or_dash(m.uniformity, 10),
                           number_or_dash(m.uniformity_per_view, 10));
  }
  return text;
}

}  // namespace

std::string energy_table(const EnergyRequest& request, const std::vector<EnergyResult>& results,
                         const std::vector<ViewMeasures>& measures) {
  std::string text =
      paragraph(fmt::format("{}: {}, {} kernel; rows on the sphere are normalised", request.source,
                            sizes_of(request), kernel_text(request.cases.front().energy)),
                0, 2);
  if (request.positives) text += fmt::format("positives: {}\n", request.told_positives);
  text += energy_row("energy", "tau", "on", "E", "|grad E|", "bound", "gap");
  for (std::size_t k = 0; k < results.size(); ++k) text += energy_row(request.cases[k], results[k]);
  text += measures_table(request, measures);
  for (const LeftOut& none : request.left_out)
    text += paragraph(fmt::format("not here: {}", none.why), 0, 2);
  return text;
}

std::string energy_json(const EnergyRequest& request, const std::vector<EnergyResult>& results,
                        const std::vector<ViewMeasures>& measures) {
  OrderedJson json{{"points", request.source},
                   {"particles", request.points.cols()},
                   {"samples", request.samples()},
                   {"views", request.views},
                   {"order", name_of(request.order)},
                   {"positives", name_of_choice(request.positives_config.kind)}};
  if (request.table) {
    json["energies"] = OrderedJson::array();
    for (std::size_t k = 0; k < results.size(); ++k) {
      OrderedJson row;
      add_case(request.cases[k], results[k], row);
      add_measures(measures[k], row);
      json["energies"].push_back(row);
    }
    json["left_out"] = OrderedJson::array();
    for (const LeftOut& none : request.left_out)
      json["left_out"].push_back({{"preset", none.preset}, {"why", none.why}});
  } else {
    add_case(request.cases.front(), results.front(), json);
    if (counts_all_pairs(request.cases.front().energy.preset)) add_measures(measures.front(), json);
  }
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace simclr_flow
