#include "plain_rule.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace simclr_flow::theory {
namespace {

/// Which latents R takes; the rest of the rule is that of the contrast alone.
Rule taking(PlainContrast::Negatives negatives, Index views) {
  using enum PlainContrast::Negatives;
  switch (negatives) {
    case all:
      return {true, true, true};
    case others:
      return {false, true, true};
    case other_samples:
      return {false, false, true};
    case same_view:
      return {false, false, false};
    case cross:
      return {views == 1, true, true, views > 1};
  }
  throw std::invalid_argument("no such negatives");
}

/// With what a kernel makes of it at its pole.
Defined defined_by(const EnergyFacts& facts, const PlainEnergy& energy) {
  Defined found{facts.sum, facts.contrast};
  if (!facts.contrast.self_if_finite || !has_plain_kernel(energy.kernel)) return found;
  const auto kernel = plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  if (kernel->has_pole()) found.contrast.negatives = PlainContrast::Negatives::others;
  found.pair_mean = kernel->is_pair_energy();
  return found;
}

}  // namespace

Defined defined(const PlainEnergy& energy) {
  if (energy.contrast) return {EnergyFacts::Sum::contrast, *energy.contrast};
  if (const EnergyFacts* facts = facts_of(energy.preset)) return defined_by(*facts, energy);
  throw std::invalid_argument("no plain sum for energy preset '" + std::string(energy.preset) +
                              "'");
}

Rule rule_of(const PlainContrast& c, Index views, const PlainPositives* positives) {
  Rule rule = taking(c.negatives, views);
  rule.positives = positives;
  rule.has_pairs = c.positive;
  rule.mean = c.mean;
  rule.linear = c.linear;
  rule.offset = rule.offset_of_pairs = c.linear ? 0 : c.offset;
  if (c.twin && views == 1) {  // log(offset + 1 + 2 S) of two views that coincide
    rule.offset = (rule.offset + 1) / 2;
    rule.constant = std::log(2.0L);
  }
  return rule;
}

Rule between_latents(Rule rule) {
  rule.offset = rule.offset_of_pairs;
  rule.constant = 0;
  return rule;
}

std::vector<PlainPositives::Part> positives_of(const Rule& rule, Index row, Index views,
                                               const State& weights) {
  if (!rule.has_pairs) return {{row, 1.0L}};
  if (rule.positives) return rule.positives->of_latent(row, views, weights, rule.cross);
  const bool all = views == 1 || weights.size() > 0;
  std::vector<PlainPositives::Part> parts;
  for (Index b = 0; b < views; ++b)
    if (all || (b != row % views && (!rule.cross || b == 1)))
      parts.push_back({row - row % views + b, weights.size() ? weights[b] : 1.0L});
  const long double sum = weights.size() ? weights.sum() : static_cast<long double>(parts.size());
  for (auto& [latent, part] : parts) part /= sum;
  return parts;
}

bool takes(const Rule& rule, Index row, Index j, Index views) {
  if (rule.cross) return j % views == 1;
  if (j == row) return rule.own_latent;
  if (j / views == row / views && !rule.own_sample) return false;
  return rule.other_views || j % views == row % views;
}

std::pair<long double, long double> psi(const Rule& rule, long double x) {
  if (rule.linear) return {std::exp(x), std::exp(x)};
  if (rule.offset == 0) return {rule.constant + x, 1};
  if (x > 0) {
    const long double small = rule.offset * std::exp(-x);
    return {rule.constant + x + std::log1p(small), 1 / (1 + small)};
  }
  const long double t = std::exp(x);
  return {rule.constant + std::log(rule.offset + t), t / (rule.offset + t)};
}

long double size_of_terms(const Rule& rule, long double log_row, long double log_a,
                          long double term) {
  const long double psi = term - rule.constant;
  if (rule.linear) return std::abs(psi);
  const long double log_offset = rule.offset > 0 ? std::log(rule.offset) : 0;
  return std::abs(rule.constant) + (rule.offset > 0
                                        ? std::abs(log_offset) + std::abs(psi - log_offset)
                                        : std::abs(log_row) + std::abs(log_a));
}

}  // namespace simclr_flow::theory
