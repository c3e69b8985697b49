// The least energy of points with another kernel than gauss.
#include <algorithm>
#include <cmath>

#include "bound_parts.hpp"
#include "domain.hpp"
#include "kernel_energy.hpp"
#include "kernel_setting.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/family.hpp"
#include "simclr_flow/theory/kernel_minimum.hpp"
#include "simclr_flow/theory/pair_minimum.hpp"

namespace simclr_flow::theory {
namespace {

constexpr const char* simplex_source =
    "log k is convex in |z-z'|^2, Jensen; as Lu & Steinerberger 2022";

constexpr const char* collapse_source =
    "log k is convex in |z-z'|^2 and at most 0, Jensen (ours); of gauss Graf et al. 2021";

bool takes_poles(const EnergyFacts& facts) {
  using Negatives = PlainContrast::Negatives;
  const Negatives negatives = facts.contrast.negatives;
  return facts.pair_energy ||
         (!facts.contrast.twin && negatives != Negatives::all && negatives != Negatives::cross);
}

/// The bounds and the configurations of n points, or of n samples whose views are together.
class KernelEnergies {
 public:
  KernelEnergies(const Setting& setting, const KernelSetting& known)
      : known_(known), d_(setting.dim), n_(setting.samples) {
    if (known.of_pairs() && known.views == 1)
      least_ = lowest_pair_energy(
          {setting.preset, setting.kernel, setting.temperature, {}, setting.parameters}, d_, n_);
  }

  LowerBound bound() const {
    if (known_.views > 1) return collapse_bound();
    return known_.of_pairs() ? pair_bound() : family_bound();
  }

  std::vector<ReferenceEnergy> references(const LowerBound& bound) const {
    std::vector<ReferenceEnergy> found;
    for (const ConfigurationEntry* row : configurations_of(d_, n_)) {
      const double value = energy(*row);
      if (std::isfinite(value)) found.push_back(reference(*row, value, bound));
    }
    if (least_ && !std::ranges::count(found, least_->name, &ReferenceEnergy::name))
      found.push_back({least_->name, n_, least_->value, least_->value - bound.value, least_->status,
                       least_->source, least_->rounding});
    return found;
  }

 private:
  /// Of several views: their value at one place, those places at simplex distances.
  LowerBound collapse_bound() const {
    const bool attained = n_ <= d_ + 1;
    const double n = static_cast<double>(n_);
    const double value = known_.of_pairs()
                             ? (1 + std::exp(kernel_simplex_bound(*known_.kernel, n_, 0))) / n
                             : kernel_simplex_bound(*known_.kernel, n_, known_.member(n_).a) +
                                   known_.member(n_).shift;
    return {value, attained,
            attained ? "attained by views that coincide, at a regular simplex"
                     : "not attained for n > d + 1",
            "proven", collapse_source};
  }
  LowerBound pair_bound() const {
    if (least_ && least_->status == "proven")
      return {least_->value - least_->rounding, true, "the minimum itself, of the " + least_->name,
              "proven", least_->source};
    const bool simplex = n_ <= d_ + 1;
    LowerBound bound{self() + static_cast<double>(least_pair_sum(*known_.kernel, n_, d_)), simplex,
                     simplex ? "attained by the regular simplex"
                             : "sum_i rho_i k(t_i), not known to be attained",
                     "proven", "universal lower bound, Boyvalenkov et al. 2016; Jensen"};
    if (known_.is_finite())
      if (const auto law = uniform_potential(*known_.kernel, d_))
        bound = larger(bound, {static_cast<double>(*law), false, "the mean kernel of a law",
                               "proven", "k is positive definite"});
    return bound;
  }
  LowerBound family_bound() const {
    const FamilyMember member = known_.member(n_);
    const bool attained = n_ <= d_ + 1;
    LowerBound bound{kernel_simplex_bound(*known_.kernel, n_, member.a) + member.shift, attained,
                     attained ? "attained by the regular simplex" : "not attained for N > d + 1",
                     "proven", simplex_source};
    if (attained || member.a < 1 || !known_.is_finite()) return bound;
    const double law = static_cast<double>(*uniform_potential(*known_.kernel, d_));
    const double n = static_cast<double>(n_);
    return larger(bound, {std::log(n) + std::log(member.alpha(n_) + law) + member.shift, false,
                          "F_a >= log N + log((a-1)/N + kappa_0), not attained", "proven",
                          "Theorem A for mixtures of gaussians"});
  }
  /// What a point adds to the mean of pairs by itself.
  double self() const { return known_.is_finite() ? 1 / static_cast<double>(n_) : 0; }
  double energy(const ConfigurationEntry& row) const {
    const double n = static_cast<double>(n_);
    const long double others =
        row.in_one_place ? static_cast<long double>(n_ - 1) * pair_value(*known_.kernel, 0)
                         : sum_over_others(*known_.kernel, row, d_, n_);
    if (known_.of_pairs()) return self() + static_cast<double>(others) / n;
    const FamilyMember member = known_.member(n_);
    return static_cast<double>(std::log(member.a + others)) + member.shift;
  }
  ReferenceEnergy reference(const ConfigurationEntry& row, double value,
                            const LowerBound& bound) const {
    const auto proven = std::ranges::find_if(row.claims, [&](const MinimalityClaim& claim) {
      return claim.status == "proven" &&
             (known_.of_pairs() ? is_about_pairs(claim)
                                : claim.about == MinimalityClaim::About::every_offset);
    });
    ReferenceEnergy told{std::string(row.name),
                         n_,
                         value,
                         value - bound.value,
                         "stationary by symmetry",
                         std::string(row.claims.back().source),
                         0,
                         row.in_one_place};
    if (proven == row.claims.end()) return told;
    told.status = "proven";
    told.source = known_.views > 1    ? collapse_source
                  : known_.of_pairs() ? "universally optimal: Cohn & Kumar 2007"
                                      : simplex_source;
    return told;
  }

  const KernelSetting& known_;
  Index d_, n_;
  std::optional<PairMinimum> least_;
};

}  // namespace

std::optional<KernelSetting> KernelSetting::of(const Setting& setting) {
  const EnergyFacts* facts = facts_of(setting.preset);
  if (!facts || !(facts->member || facts->pair_energy) || !has_plain_kernel(setting.kernel))
    return std::nullopt;
  KernelSetting found{facts, plain_kernel(setting.kernel, setting.temperature, setting.parameters),
                      setting.views};
  const PlainKernel& kernel = *found.kernel;
  const bool crosses = facts->contrast.negatives == PlainContrast::Negatives::cross;
  if (setting.views > 1 && (kernel.has_pole() || crosses)) return std::nullopt;
  if (!kernel.is_completely_monotone() || (kernel.has_pole() && !takes_poles(*facts)) ||
      (kernel.is_pair_energy() && !facts->pair_energy) ||
      (!kernel.has_pole() && kernel.log_k(0) != 0))
    return std::nullopt;
  return found;
}

namespace {

/// All latents as single views, where R is that of single ones and A <= 1.
std::optional<LowerBound> bound_by_latents(const Setting& setting) {
  Setting single = setting;
  single.samples *= setting.views;
  single.views = 1;
  const auto known = KernelSetting::of(single);
  if (!known || !known->facts->exceeds_single_views || !known->is_finite()) return std::nullopt;
  LowerBound bound = KernelEnergies(single, *known).bound();
  bound.attained = false;
  bound.statement = fmt::format("E >= that of the {} latents as single views; {}", single.samples,
                                bound.statement);
  return bound;
}

/// Of several views. Where the bound is not attained no configuration is known to be least: views
/// may part.
std::optional<BestKnown> best_known_of_views(const Setting& setting) {
  const auto known = KernelSetting::of(setting);
  if (!known) return std::nullopt;
  const KernelEnergies energies(setting, *known);
  LowerBound bound = energies.bound();
  if (!bound.attained)
    if (const auto latents = bound_by_latents(setting)) bound = larger(bound, *latents);
  return BestKnown{bound,
                   fmt::format("largest lower bound of {} samples of {} views{}", setting.samples,
                               setting.views, bound.attained ? ", attained" : ""),
                   bound.attained ? energies.references(bound) : std::vector<ReferenceEnergy>{}};
}

}  // namespace

std::optional<BestKnown> best_known_of_kernel(const Setting& setting) {
  require_points("lower bound", setting.samples);
  require_ambient("lower bound", setting.dim);
  require_temperature("lower bound", setting.temperature);
  require_views(setting.views);
  if (setting.views > 1) return best_known_of_views(setting);
  const auto known = KernelSetting::of(setting);
  if (!known) return std::nullopt;
  const KernelEnergies energies(setting, *known);
  const LowerBound bound = energies.bound();
  return BestKnown{bound,
                   fmt::format("largest lower bound of {} points{}", setting.samples,
                               bound.attained ? ", attained" : ""),
                   energies.references(bound)};
}

}  // namespace simclr_flow::theory
