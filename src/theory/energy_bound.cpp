#include "simclr_flow/theory/energy_bound.hpp"

#include <cmath>

#include "bound_parts.hpp"
#include "domain.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"

namespace simclr_flow::theory {
namespace {

/// The bound of F_a as that of the preset's value.
LowerBound shifted(LowerBound bound, const FamilyMember& member, Index count, const char* what) {
  bound.value += member.shift;
  bound.statement =
      fmt::format("E >= F_a {} {:.6g}, a = {:.6g}, N = {} {}; {}", member.shift < 0 ? "-" : "+",
                  std::abs(member.shift), member.a, count, what, bound.statement);
  return bound;
}

FamilyMember member_of(const EnergyFacts& facts, Index samples, Index views) {
  return facts.member(static_cast<double>(samples), static_cast<double>(views));
}

LowerBound family_bound(const EnergyFacts& facts, Index samples, Index views, Index d, double tau) {
  const FamilyMember member = member_of(facts, samples, views);
  if (views == 1) {
    LowerBound bound = best_lower_bound(samples, d, tau, member.a);
    bound.value += member.shift;
    return bound;
  }
  LowerBound best =
      shifted(lower_bound_by_simplex(samples, d, tau, member.a), member, samples, "samples");
  if (facts.contrast.twin)
    best.source = "Graf et al. 2021 (SupCon: classes as samples, members as views); " + best.source;
  if (!facts.exceeds_single_views || best.attained) return best;
  const Index latents = samples * views;
  const FamilyMember single = member_of(facts, latents, 1);
  for (const LowerBound& bound : lower_bounds_by_law(latents, d, tau, single.a))
    best = larger(best, shifted(bound, single, latents, "latents"));
  return best;
}

LowerBound pair_bound(Index samples, Index views, Index d, double tau) {
  if (views == 1) return best_pair_bound(samples, d, tau);
  const double n = static_cast<double>(samples);
  const bool attained = samples <= d + 1;
  const LowerBound simplex{
      (1 + (n - 1) * std::exp(-n / ((n - 1) * tau))) / n, attained,
      fmt::format("mean R/A >= (1 + (n-1) exp(-n/((n-1) tau)))/n, n = {} samples, {}", samples,
                  attained ? "attained by the regular simplex" : "not attained for n > d + 1"),
      "proven", "Jensen; Lu & Steinerberger 2022"};
  LowerBound pairs = best_pair_bound(samples * views, d, tau);
  pairs.attained = false;
  pairs.statement =
      fmt::format("mean R/A >= mean R, (1/N^2) sum k of N = {} latents", samples * views);
  return larger(simplex, pairs);
}

LowerBound log_mean_kernel_bound(Index points, Index d, double tau) {
  const bool attained = pair_bound_attained(points, d);
  return {std::max(std::log(least_mean_kernel(points, d, tau)),
                   -static_cast<double>(points) / (static_cast<double>(points - 1) * tau)),
          attained,
          fmt::format("log of the least mean kernel of {} points, {}", points,
                      attained ? "attained by a sharp configuration" : "not known to be attained"),
          "proven", "universal lower bound, Boyvalenkov et al. 2016; Cohn & Kumar 2007; Jensen"};
}

std::optional<LowerBound> contrast_bound(const EnergyFacts& facts, Index samples, Index views,
                                         Index d, double tau) {
  if (facts.pair_energy) return pair_bound(samples, views, d, tau);
  if (facts.member) return family_bound(facts, samples, views, d, tau);
  return std::nullopt;
}

std::optional<LowerBound> alignment_bound(Index views) {
  if (views == 1) return std::nullopt;
  return LowerBound{0, true, "attained by views that coincide", "proven", "a mean of squares"};
}

}  // namespace

std::optional<LowerBound> energy_bound(std::string_view preset, Index samples, Index views, Index d,
                                       double tau) {
  require_points("lower bound", samples);
  require_ambient("lower bound", d);
  require_temperature("lower bound", tau);
  require_views(views);
  const EnergyFacts* facts = facts_of(preset);
  if (!facts) return std::nullopt;
  switch (facts->sum) {
    case EnergyFacts::Sum::contrast:
      return contrast_bound(*facts, samples, views, d, tau);
    case EnergyFacts::Sum::alignment:
      return alignment_bound(views);
    case EnergyFacts::Sum::uniformity:
      return log_mean_kernel_bound(samples * views, d, tau);
    case EnergyFacts::Sum::uniformity_per_view:
      return log_mean_kernel_bound(samples, d, tau);
    case EnergyFacts::Sum::spectral:
      return std::nullopt;  // of R^d: theory/spectral_bound.hpp
  }
  return std::nullopt;
}

}  // namespace simclr_flow::theory
