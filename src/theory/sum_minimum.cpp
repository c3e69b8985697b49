#include "simclr_flow/theory/sum_minimum.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::theory {
namespace {

bool is_one_energy(const WeightedSettings& terms) {
  return terms.size() == 1 && terms.front().weight == 1;
}

/// `alignment` of single views is none of their concern.
bool is_zero(const Setting& setting) {
  const EnergyFacts* facts = facts_of(setting.preset);
  return facts && facts->needs_views() && setting.views == 1;
}

std::optional<LowerBound> bound_of_term(const Setting& setting) {
  const EnergyFacts* facts = facts_of(setting.preset);
  if (!facts) return std::nullopt;
  if (!facts->has_kernel() || speaks_of_kernel(setting.kernel))
    return energy_bound(setting.preset, setting.samples, setting.views, setting.dim,
                        setting.temperature);
  const auto known = best_known(setting);
  return known ? std::optional(known->bound) : std::nullopt;
}

bool all_are(const WeightedSettings& terms, EnergyFacts::Sum sum) {
  return std::ranges::all_of(terms, [sum](const WeightedSetting& term) {
    const EnergyFacts* facts = facts_of(term.setting.preset);
    return facts && facts->sum == sum;
  });
}

bool any_is_uniformity(const WeightedSettings& terms) {
  return std::ranges::any_of(terms, [](const WeightedSetting& term) {
    const EnergyFacts* facts = facts_of(term.setting.preset);
    return facts && facts->sum == EnergyFacts::Sum::uniformity;
  });
}

/// Whether sharp configurations, the views of a sample in one place, minimize it: they minimize all
/// pair energies of gauss at once.
bool is_least_at_sharp(const WeightedSetting& term) {
  const EnergyFacts* facts = facts_of(term.setting.preset);
  if (!facts) return false;
  if (facts->sum == EnergyFacts::Sum::alignment) return true;
  if (!speaks_of_kernel(term.setting.kernel)) return false;
  return facts->sum == EnergyFacts::Sum::uniformity_per_view ||
         (term.setting.views == 1 &&
          (facts->pair_energy || facts->sum == EnergyFacts::Sum::uniformity));
}

/// The configuration that attains the bounds of all terms that attain theirs; "" if none is known.
std::string common_minimizer(const WeightedSettings& terms) {
  const Setting& any = terms.front().setting;
  if (all_are(terms, EnergyFacts::Sum::alignment)) return "views that coincide";
  if (all_are(terms, EnergyFacts::Sum::uniformity)) {
    const Index latents = any.samples * any.views;
    if (latents <= any.dim + 1) return fmt::format("the regular simplex of {} latents", latents);
    const bool of_gauss = std::ranges::all_of(
        terms, [](const WeightedSetting& term) { return speaks_of_kernel(term.setting.kernel); });
    return of_gauss ? fmt::format("a sharp configuration of {} latents", latents) : "";
  }
  if (any.samples > any.dim + 1 && std::ranges::all_of(terms, is_least_at_sharp))
    return "a sharp configuration, the views of a sample in one place";
  if (any.samples > any.dim + 1 || (any.views > 1 && any_is_uniformity(terms))) return "";
  return any.views == 1 ? "the regular simplex"
                        : "the regular simplex, the views of a sample in one place";
}

}  // namespace

SumBound sum_bound(const WeightedSettings& terms) {
  if (is_one_energy(terms)) return {bound_of_term(terms.front().setting), ""};
  LowerBound sum{0, true, "", "proven", ""};
  for (const auto& [weight, setting] : terms) {
    if (is_zero(setting)) continue;
    if (weight < 0)
      return {{},
              fmt::format("the term '{}' has a weight below 0, and theory bounds energies from "
                          "below alone",
                          setting.preset)};
    const auto bound = bound_of_term(setting);
    if (!bound)
      return {{},
              fmt::format("nothing is known of the term '{}' with kernel '{}'", setting.preset,
                          setting.kernel)};
    sum.value += weight * bound->value;
    sum.attained = sum.attained && bound->attained;
    sum.source += fmt::format(" | {}: {}", setting.preset, bound->source);
  }
  const std::string minimizer = common_minimizer(terms);
  sum.attained = sum.attained && !minimizer.empty();
  sum.statement = fmt::format(
      "the sum of the least values of {} term{}, {}", terms.size(), terms.size() == 1 ? "" : "s",
      sum.attained ? "attained by " + minimizer : "not known to be attained");
  sum.source = "each term by itself" + sum.source;
  return {sum, ""};
}

std::optional<Minimum> proven_minimum(const WeightedSettings& terms, std::string_view manifold) {
  const auto of_term = [manifold](const Setting& setting) {
    return proven_minimum(setting.preset, setting.kernel, manifold, setting.dim,
                          setting.temperature);
  };
  if (is_one_energy(terms)) return of_term(terms.front().setting);
  std::optional<Minimum> sum;
  for (const auto& [weight, setting] : terms) {
    const EnergyFacts* facts = facts_of(setting.preset);
    if (!(weight > 0) || !facts) return std::nullopt;
    if (facts->sum == EnergyFacts::Sum::alignment) continue;
    const auto least = of_term(setting);
    if (!least) return std::nullopt;
    if (!sum)
      sum = Minimum{0,
                    "the sum of w log(1 + kappa_0) of the terms of simclr, attained only by the "
                    "uniform law and invariant views, which minimize each term",
                    "proven", least->source};
    sum->value += weight * least->value;
  }
  return sum;
}

}  // namespace simclr_flow::theory
