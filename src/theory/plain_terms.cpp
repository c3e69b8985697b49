#include "simclr_flow/theory/plain_terms.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/theory/near_collapse.hpp"

namespace simclr_flow::theory {
namespace {

/// Adds a term to the sum of those before it.
void add_weighted(const PlainSum& term, double weight, PlainSum& sum) {
  const double size = std::abs(weight);
  sum.value += weight * term.value;
  sum.gradient += weight * term.gradient;
  sum.value_scale += size * term.value_scale;
  sum.gradient_scale += size * term.gradient_scale;
  sum.pull += size * term.pull;
  sum.value_rounding += size * term.value_rounding;
  sum.gradient_rounding += size * term.gradient_rounding;
  sum.of_terms += size * std::max(1.0, std::abs(term.value));
}

bool is_one_energy(const PlainTerms& terms) {
  return terms.size() == 1 && terms.front().weight == 1;
}

/// The sum of what `of` says of every energy.
template <class Of>
PlainSum added(const PlainTerms& terms, PointsView z, const Of& of) {
  if (is_one_energy(terms)) return of(terms.front().energy);
  PlainSum sum{0, Points::Zero(z.rows(), z.cols()), 0, 0, 0};
  for (const auto& [weight, energy] : terms) add_weighted(of(energy), weight, sum);
  return sum;
}

template <class Fact>
bool all_have(const PlainTerms& terms, const Fact& fact) {
  return std::ranges::all_of(terms, fact, &PlainTerm::energy);
}

}  // namespace

bool has_plain_sum(const PlainTerms& terms) {
  return all_have(terms, [](const PlainEnergy& energy) { return has_plain_sum(energy); });
}

PlainSum plain_sum(const PlainTerms& terms, PointsView z, Index views, const State* mass) {
  return added(terms, z, [&](const PlainEnergy& e) { return plain_sum(e, z, views, mass); });
}

PlainSum plain_sum_by_quadrature(const PlainTerms& terms, PointsView z, const State& weights) {
  return added(terms, z,
               [&](const PlainEnergy& e) { return plain_sum_by_quadrature(e, z, weights); });
}

PairPass pair_pass(const PlainTerms& terms, PointsView z, Index views, const State& weights) {
  if (is_one_energy(terms)) return pair_pass(terms.front().energy, z, views, weights);
  return {
      added(terms, z, [&](const PlainEnergy& e) { return pair_pass(e, z, views, weights).sum; }),
      {}};
}

bool has_collapse_form(const PlainTerms& terms) {
  return all_have(terms, [](const PlainEnergy& energy) { return has_collapse_form(energy); });
}

Points collapse_form(const PlainTerms& terms, Index samples, Index views, const State& weights) {
  Points sum = Points::Zero(samples * views, samples * views);
  for (const auto& [weight, energy] : terms)
    sum += weight * collapse_form(energy, samples, views, weights);
  return sum;
}

double length_at_zero(const PlainTerms& terms) {
  double least = length_at_zero(terms.front().energy);
  for (const PlainTerm& term : terms) least = std::min(least, length_at_zero(term.energy));
  return least;
}

}  // namespace simclr_flow::theory
