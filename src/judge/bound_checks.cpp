// What is known of the least energy, of N points and of laws, against the energies of a flow.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "law_scope.hpp"
#include "make_check.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/spectral_bound.hpp"
#include "simclr_flow/theory/sum_minimum.hpp"
#include "stated_positives.hpp"

namespace simclr_flow {
namespace {

constexpr double energy_rounding = 1e-11;  // of E, of 1 at least: as for the energy itself

/// What is known of the least energy of so many samples and views, where it is.
std::optional<theory::BestKnown> best_known_of(const Judged& j, const AsViews& seen) {
  const EnergyConfig& energy = j.config.energy;
  if (!has_uniform_law(j) || energy.contrast || j.run.view_weights.size() > 0) return std::nullopt;
  return theory::best_known({j.config.latent.dim, energy.temperature, energy.preset, seen.samples,
                             seen.views, energy.kernel, energy.parameters});
}

/// Whether the samples of theory are several samples of the run each.
bool of_classes(const Judged& j, const AsViews& seen) { return seen.views != j.config.views.count; }

std::string counted(const Judged& j, const AsViews& seen) {
  if (of_classes(j, seen)) return fmt::format("{} classes of {} latents", seen.samples, seen.views);
  return seen.views == 1 ? fmt::format("{} points", seen.samples)
                         : fmt::format("{} samples of {} views", seen.samples, seen.views);
}

std::string at_least(double bound) { return fmt::format("at least {:.8g}", bound); }

Check check_finite_bound(const Judged& j, const AsViews& seen, const theory::LowerBound& bound,
                         double size = 1) {
  const double lowest = *std::ranges::min_element(j.flow.observable("energy"));
  Check check =
      lower_bound_check("finite-bound", fmt::format("smallest E of {}", counted(j, seen)),
                        at_least(bound.value), bound.value, lowest,
                        energy_rounding * std::max(size, std::abs(bound.value)), "rounding of E");
  check.status = bound.status;
  check.source = fmt::format("{}: {}", bound.statement, bound.source);
  return check;
}

/// Reached: agrees. Beaten, although it is claimed to be minimal: differs. Else nothing is known.
Check check_reference(const Judged& j, const AsViews& seen, const theory::ReferenceEnergy& best) {
  const double end = j.flow.observable("energy").back();
  const std::string name =
      of_classes(j, seen)
          ? fmt::format("{} classes, each at a point of the {}", seen.samples, best.name)
          : fmt::format("the {}", best.name);
  Check check = numeric_check("reference", "E at the end, against " + name, best.value, end,
                              energy_rounding * std::max(1.0, std::abs(best.value)) + best.rounding,
                              "rounding of E");
  const bool claimed = best.is_minimal();
  if (!claimed || check.difference > check.tolerance) check.verdict = Verdict::no_theory;
  check.status = claimed ? best.status : "measured";
  check.source = fmt::format("{}: {}", best.status, best.source);
  return check;
}

/// The smallest excess of E - E_0 over factor·MMD^2.
struct Tightest {
  double excess = std::numeric_limits<double>::infinity();
  double bound = 0, gap = 0;

  void see(double here, double factor, double squared_mmd) {
    const double over = here - factor * squared_mmd;
    if (!(over >= excess)) *this = {over, factor * squared_mmd, here};
  }
  Check check(std::string id, std::string quantity) const {
    Check found = lower_bound_check(std::move(id), std::move(quantity), at_least(bound), bound, gap,
                                    1e-12, "rounding of E, E_0 and the MMD");
    found.status = "proven";
    found.source = "Theorem B: E - E_0 >= (1 - C beta) MMD^2/(alpha + kappa_0)";
    return found;
  }
};

/// alpha of Theorem B, of any views where the energy is at least E_alpha of the law of all latents.
std::optional<double> offset_of_law(const Judged& j) {
  const theory::EnergyFacts* facts = facts_of(j);
  return facts && facts->law_offset ? facts->law_offset : offset_of(j);
}

std::vector<Check> check_certificate(const Judged& j) {
  const auto alpha = offset_of_law(j);
  if (!alpha || !has_uniform_law(j)) return {};
  const auto bound = theory::certificate(j.config.latent.dim, j.config.energy.temperature, *alpha);
  if (bound.vacuous()) return {};
  Tightest certified, half;
  for (const auto& [t, row] : frames_to_check(j)) {
    const double gap = gap_of_law(j, *alpha, j.flow.observable("energy")[row]);
    const double mmd = squared_mmd_to_uniform(j, j.flow.positions[t]);
    if (std::isnan(mmd) && !is_sampled(j)) return {};
    if (std::isnan(mmd))
      return {no_theory_check("theorem-b", "E - E_0 over the MMD's bound, tightest", not_sampled)};
    certified.see(gap, bound.factor, mmd);
    half.see(gap, 0.5, mmd);
  }
  std::vector<Check> checks{certified.check(
      "theorem-b", fmt::format("E - E_0 over {:.4g} MMD^2, tightest", bound.factor))};
  if (*alpha == 1) checks.push_back(half.check("half-mmd", "E - E_0 over MMD^2/2, tightest"));
  return checks;
}

/// Whether the energy is one of inner products, on R^d, and its minimum known for all positives.
bool is_spectral(const Judged& j) {
  const theory::EnergyFacts* facts = theory::facts_of(j.config.energy.preset);
  return facts && facts->is_of_inner_products() && space_of(j).whole_space;
}

Findings check_spectral_bound(const Judged& j) {
  const Index views = j.config.views.count;
  const auto bound = theory::spectral_bound(j.flow.particles / views, views, j.config.latent.dim,
                                            j.positives.get(), j.run.view_weights);
  if (!bound)
    return no_theory_check("finite-bound", "the least E",
                           fmt::format("eigenvalues of the positives of more than {} latents",
                                       theory::most_spectral_latents));
  const AsViews seen{j.flow.particles / views, views, ""};
  const theory::ReferenceEnergy minimum{"spectral minimum", seen.samples, bound->value, 0,
                                        bound->status,      bound->source};
  return std::vector<Check>{check_finite_bound(j, seen, *bound), check_reference(j, seen, minimum)};
}

/// Of a sum of energies, on round spaces.
Findings check_sum_bound(const Judged& j) {
  const char *id = "finite-bound", *quantity = "the least E";
  if (!j.config.positives.are_views())
    return no_theory_check(id, quantity, lack_of_views(j.config) + ", in a sum of energies");
  if (j.run.view_weights.size() > 0)
    return no_theory_check(id, quantity, "bounds of sums are of views that count alike");
  if (!has_uniform_law(j))
    return no_theory_check(id, quantity, "sums of energies have a bound on circles and spheres");
  const Index views = j.config.views.count;
  const AsViews seen{j.flow.particles / views, views, ""};
  const auto [bound, lack] = theory::sum_bound(theory::weighted_settings(
      terms_of(j.config.energy), j.config.latent.dim, seen.samples, views));
  if (!bound) return no_theory_check(id, quantity, lack);
  return check_finite_bound(j, seen, *bound, size_of_terms(j));
}

}  // namespace

Findings check_bounds(const Judged& j) {
  if (is_sum(j)) return check_sum_bound(j);
  if (is_spectral(j)) return check_spectral_bound(j);
  const AsViews seen = as_views(j);
  if (!seen.lack.empty()) return no_theory_check("finite-bound", "the least E", seen.lack);
  std::vector<Check> checks;
  if (const auto known = best_known_of(j, seen)) {
    checks.push_back(check_finite_bound(j, seen, known->bound));
    if (const auto* best = known->best()) checks.push_back(check_reference(j, seen, *best));
  }
  std::ranges::move(check_certificate(j), std::back_inserter(checks));
  return checks;
}

}  // namespace simclr_flow
